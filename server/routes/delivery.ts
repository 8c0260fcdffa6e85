import type { Plugin, Request, RouteOptionsPayload } from '@hapi/hapi';
import { permitSource } from '../access/permit.ts';
import { batchResponse } from '../delivery/batch-response.ts';
import { parseDelivery } from '../delivery/bundle.ts';
import { deliverEntries, type EntryOutcome } from '../delivery/deliver.ts';
import { createReceiver, type ReceiverOptions } from '../delivery/receive.ts';
import { FhirError } from '../errors.ts';
import { compactJson, parseJson } from '../fhir/json-text.ts';
import { deliveredEntries } from '../metrics.ts';
import type { NationalStore } from '../store/national-store.ts';
import { fhirResponse, grantOf, requireMediaType, utf8Text, type FhirRouteOptions } from './fhir-request.ts';

interface DeliveryOptions extends FhirRouteOptions {
  store: NationalStore;
  /** Epoch milliseconds. */
  now: () => number;
  receiving: ReceiverOptions;
}

/**
 * hapi hands the body over unread. It reads bodies right after the token and before everything else, also those it then
 * refuses; here the source is known and the room for its body taken before anything of it is read.
 */
const payload: RouteOptionsPayload = { parse: false, output: 'stream', maxBytes: Number.MAX_SAFE_INTEGER };
const json = ['application/fhir+json', 'application/json'];

/** POST / with a Bundle (batch or collection), and POST Observation. */
export const delivery: Plugin<DeliveryOptions> = {
  name: 'delivery',
  register(server, { store, fhirBase, now, receiving }) {
    const receive = createReceiver(receiving);
    server.route(
      ['/fhir', '/fhir/'].map((path) => ({
        method: 'POST',
        path,
        options: { auth: 'facade-token', payload },
        handler: async (request, h) => {
          const source = permitSource(grantOf(request));
          requireMediaType(request, json);
          return await receive(request.raw.req, source.orgnr, async (body) => {
            const entries = parseDelivery(utf8Text(body));
            const outcomes = await deliverEntries(store, source, entries, now());
            report(request, outcomes);
            return fhirResponse(h, batchResponse(entries, outcomes));
          });
        },
      })),
    );
    server.route({
      method: 'POST',
      path: '/fhir/Observation',
      options: { auth: 'facade-token', payload },
      handler: async (request, h) => {
        const source = permitSource(grantOf(request));
        requireMediaType(request, json);
        const outcome = await receive(request.raw.req, source.orgnr, async (bytes) => {
          const body = utf8Text(bytes);
          const sent = { resource: parseJson(body), text: compactJson(body), start: 0 };
          const entry = { fullUrl: undefined, sent, refusal: undefined };
          return (await deliverEntries(store, source, [entry], now()))[0];
        });
        if (!outcome || outcome instanceof FhirError)
          throw outcome ?? new Error('No outcome for a delivered Observation');
        deliveredEntries.inc({ outcome: outcome.outcome });
        const { id, version } = outcome;
        return fhirResponse(h, '')
          .code(outcome.outcome === 'created' ? 201 : 200)
          .header('Location', `${fhirBase}/Observation/${id}/_history/${version}`)
          .header('ETag', `W/"${version}"`);
      },
    });
  },
};

/** The answer to a Bundle is 200 whatever became of its entries: without this nobody but the source would know. */
function report(request: Request, outcomes: EntryOutcome[]): void {
  const failures = outcomes.filter((outcome) => outcome instanceof FhirError && outcome.status >= 500);
  if (failures.length > 0) {
    request.logger.error({ event: 'delivery-failed', entries: failures.length, err: failures[0] });
  }
  for (const outcome of outcomes) {
    deliveredEntries.inc({ outcome: outcome instanceof FhirError ? outcome.reason : outcome.outcome });
  }
}
