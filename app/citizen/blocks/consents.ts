import type { FhirConnection } from '../../fhir/connection.ts';
import { FhirError } from '../../fhir/fhir-error.ts';
import { requirePatient, resourcesOf } from '../searchset.ts';
import { toBlock, type Block } from './block.ts';
import { toConsent, type Draft } from './block-draft.ts';

/** A patient's blocks at the facade. Rejects with FhirError; an answer about another patient is refused whole. */
export class Consents {
  readonly #connection: Pick<FhirConnection, 'get' | 'send'>;
  readonly #patient: string;

  constructor(connection: Pick<FhirConnection, 'get' | 'send'>, patient: string) {
    this.#connection = connection;
    this.#patient = patient;
  }

  /** The newest version of each, newest first, ended ones too. */
  async all(signal: AbortSignal): Promise<Block[]> {
    return this.#blocksOf(resourcesOf(await this.#connection.get('Consent', signal)));
  }

  /** Every version of one, newest first. */
  async history(id: string, signal: AbortSignal): Promise<Block[]> {
    const answer = await this.#connection.get(`Consent/${encodeURIComponent(id)}/_history`, signal);
    return this.#blocksOf(resourcesOf(answer));
  }

  async make(draft: Draft, signal: AbortSignal): Promise<void> {
    const resource = toConsent(draft, this.#patient);
    const made = await this.#connection.send('Consent', { method: 'POST', resource }, signal);
    this.#blocksOf([made as fhir4.FhirResource]);
  }

  /** Ends the block, if it still is this version: else FhirError 412. */
  async withdraw({ id, version }: Block, signal: AbortSignal): Promise<void> {
    const headers = { 'if-match': `W/"${version}"` };
    await this.#connection.send(`Consent/${encodeURIComponent(id)}`, { method: 'DELETE', headers }, signal);
  }

  #blocksOf(resources: readonly fhir4.FhirResource[]): Block[] {
    const consents = resources.filter((each) => each.resourceType === 'Consent');
    if (consents.length < resources.length) {
      throw new FhirError(200, 'malformed', 'The answer holds something else than Consents');
    }
    if (consents.length > 0) {
      requirePatient(
        consents.map(({ patient }) => patient?.reference),
        this.#patient,
      );
    }
    return consents.map(toBlock);
  }
}
