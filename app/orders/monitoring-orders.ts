import type { OrderVersion } from '#clinical/orders/order.ts';
import type { VitalSign } from '#clinical/types.ts';
import type { Sent } from '../fhir/connection.ts';
import type { Reads } from '../fhir/facade.ts';
import { FhirError } from '../fhir/fhir-error.ts';
import { named } from '../fhir/parameters.ts';
import { decodeOrder } from './decode-order.ts';
import { decodePreview, type PreviewAnswer } from './preview.ts';

interface Changes extends Reads {
  send(path: string, sent: Sent, signal: AbortSignal): Promise<unknown>;
}

/** What the facade granted of ServiceRequest. It decides again at each request. */
export interface OrderRights {
  read: boolean;
  create: boolean;
  update: boolean;
}

/** One patient's monitoring orders at the facade. Every answer is checked against the launch's patient. */
export class MonitoringOrders {
  readonly #facade: Changes;
  readonly #scope: () => Promise<string>;
  readonly patient: string;

  constructor(facade: Changes, patient: string, scope: () => Promise<string>) {
    this.#facade = facade;
    this.patient = patient;
    this.#scope = scope;
  }

  async rights(): Promise<OrderRights> {
    const letters = /(?:^| )patient\/ServiceRequest\.(\w+)(?: |$)/.exec(await this.#scope())?.[1] ?? '';
    const has = (letter: string) => letters.includes(letter);
    return { read: has('r') && has('s'), create: has('c'), update: has('u') };
  }

  /** Every version of every order of the vital sign, newest first. @throws FhirError when one of them cannot be read */
  async versions(vitalSign: VitalSign, signal: AbortSignal): Promise<OrderVersion[]> {
    const bundle = (await this.#facade.get('ServiceRequest/_history', signal)) as Partial<
      fhir4.Bundle<fhir4.FhirResource>
    > | null;
    if (bundle?.resourceType !== 'Bundle') throw malformed('The answer is not a Bundle');
    return (bundle.entry ?? [])
      .flatMap(({ resource }) => (resource?.resourceType === 'ServiceRequest' ? this.#own(resource) : []))
      .filter(({ code }) => code === vitalSign.code.code);
  }

  async preview(resource: fhir4.ServiceRequest, signal: AbortSignal): Promise<PreviewAnswer> {
    const answer = (await this.#facade.send(
      'ServiceRequest/$preview',
      { method: 'POST', resource },
      signal,
    )) as Partial<fhir4.Parameters> | null;
    if (answer?.resourceType !== 'Parameters') throw malformed('The answer is not a Parameters resource');
    const parts = answer.parameter ?? [];
    this.#requirePatient(named(parts, 'patient')?.valueReference?.reference);
    return decodePreview(parts);
  }

  /** @param replaces the version that the change was made from; absent: a new order */
  async save(
    resource: fhir4.ServiceRequest,
    replaces: number | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const sent: Sent =
      replaces === undefined
        ? { method: 'POST', resource }
        : { method: 'PUT', resource, headers: { 'if-match': `W/"${replaces}"` } };
    const path = replaces === undefined ? 'ServiceRequest' : `ServiceRequest/${resource.id ?? ''}`;
    this.#own((await this.#facade.send(path, sent, signal)) as fhir4.ServiceRequest);
  }

  #own(resource: fhir4.ServiceRequest): OrderVersion {
    this.#requirePatient(resource.subject?.reference);
    return decodeOrder(resource);
  }

  #requirePatient(reference: string | undefined): void {
    if (reference === `Patient/${this.patient}`) return;
    throw new FhirError(200, 'other-patient', 'The answer is about another patient than the launch');
  }
}

const malformed = (text: string) => new FhirError(200, 'malformed', text);
