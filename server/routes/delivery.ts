import type { Plugin, Request, RouteOptionsPayload } from '@hapi/hapi';
import type { SourceGrant } from '../access/grant.ts';
import { permitSource } from '../access/permit.ts';
import { batchResponse } from '../delivery/batch-response.ts';
import { parseDelivery, type DeliveredEntry } from '../delivery/bundle.ts';
import { deliverEntries, type EntryOutcome } from '../delivery/deliver.ts';
import { FhirError } from '../errors.ts';
import { compactJson, parseJson } from '../fhir/json-text.ts';
import { deliveredEntries, deliverySeconds } from '../metrics.ts';
import { requireDelivering } from '../organizations/delivering.ts';
import type { Organizations } from '../organizations/organizations.ts';
import type { NationalStore } from '../store/national-store.ts';
import { bodyText, fhirResponse, grantOf, requireMediaType, type FhirRouteOptions } from './fhir-request.ts';

interface DeliveryOptions extends FhirRouteOptions {
  store: NationalStore;
  organizations: Organizations;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Read as text: what is stored is what was sent, byte for byte. */
const payload: RouteOptionsPayload = {
  parse: 'gunzip',
  output: 'data',
  maxBytes: 10 * 1024 * 1024,
  timeout: 30_000,
};
const json = ['application/fhir+json', 'application/json'];

/** POST / with a Bundle (batch or collection), and POST Observation. */
export const delivery: Plugin<DeliveryOptions> = {
  name: 'delivery',
  register(server, { store, organizations, fhirBase, now }) {
    /** Token, scope, enrolment: the first that fails refuses the request whole. */
    const admit = async (request: Request): Promise<SourceGrant> => {
      const source = permitSource(grantOf(request), 'c');
      await requireDelivering(organizations, source.orgnr, now());
      requireMediaType(request, json);
      return source;
    };
    const deliver = async (
      request: Request,
      source: SourceGrant,
      entries: DeliveredEntry[],
    ): Promise<EntryOutcome[]> => {
      const outcomes = await deliverEntries(store, source, entries, now());
      count(source.orgnr, outcomes);
      deliverySeconds.observe({ source: source.orgnr }, (Date.now() - request.info.received) / 1000);
      return outcomes;
    };
    server.route(
      ['/fhir', '/fhir/'].map((path) => ({
        method: 'POST',
        path,
        options: { auth: 'facade-token', payload },
        handler: async (request, h) => {
          const source = await admit(request);
          const entries = parseDelivery(bodyText(request));
          const outcomes = await deliver(request, source, entries);
          const failures = outcomes.filter(
            (outcome) => outcome instanceof FhirError && outcome.status >= 500,
          );
          if (failures.length > 0) {
            // The answer to a Bundle is 200 all the same: without this line nobody but the source would know.
            request.logger.error({ event: 'delivery-failed', entries: failures.length, err: failures[0] });
          }
          return fhirResponse(h, batchResponse(entries, outcomes));
        },
      })),
    );
    server.route({
      method: 'POST',
      path: '/fhir/Observation',
      options: { auth: 'facade-token', payload },
      handler: async (request, h) => {
        const source = await admit(request);
        const body = bodyText(request);
        const sent = { resource: parseJson(body), text: compactJson(body), start: 0 };
        const [outcome] = await deliver(request, source, [{ fullUrl: undefined, sent, refusal: undefined }]);
        if (!outcome || outcome instanceof FhirError)
          throw outcome ?? new Error('No outcome for a delivered Observation');
        const { id, version } = outcome;
        return fhirResponse(h, '')
          .code(outcome.outcome === 'created' ? 201 : 200)
          .header('Location', `${fhirBase}/Observation/${id}/_history/${version}`)
          .header('ETag', `W/"${version}"`);
      },
    });
  },
};

function count(source: string, outcomes: EntryOutcome[]): void {
  for (const outcome of outcomes) {
    deliveredEntries.inc({
      source,
      outcome: outcome instanceof FhirError ? outcome.reason : outcome.outcome,
    });
  }
}
