import type { Plugin, RouteOptionsPayload } from '@hapi/hapi';
import { permitSource } from '../access/permit.ts';
import { batchResponse } from '../delivery/batch-response.ts';
import { parseDelivery } from '../delivery/bundle.ts';
import { deliverEntries, type DeliveryRules } from '../delivery/deliver.ts';
import { acceptedOutcome } from '../delivery/delivery-outcome.ts';
import { FhirError } from '../errors.ts';
import { compactJson, parseJson } from '../fhir/json-text.ts';
import { deliveredEntries } from '../metrics.ts';
import type { NationalStore } from '../store/national-store.ts';
import {
  bodyText,
  fhirResponse,
  grantOf,
  prefersOutcome,
  requireMediaType,
  type FhirRouteOptions,
} from './fhir-request.ts';

interface DeliveryOptions extends FhirRouteOptions {
  store: NationalStore;
  /** Epoch milliseconds. */
  now: () => number;
  syntheticPersons: DeliveryRules['syntheticPersons'];
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
  register(server, { store, fhirBase, now, syntheticPersons }) {
    const rules = (): DeliveryRules => ({ now: now(), syntheticPersons });
    server.route(
      ['/fhir', '/fhir/'].map((path) => ({
        method: 'POST',
        path,
        options: { auth: 'facade-token', payload },
        handler: async (request, h) => {
          const source = permitSource(grantOf(request));
          requireMediaType(request, json);
          const entries = parseDelivery(bodyText(request));
          const outcomes = await deliverEntries(store, source, entries, rules());
          const failures = outcomes.filter(
            (outcome) => outcome instanceof FhirError && outcome.status >= 500,
          );
          if (failures.length > 0) {
            // The answer to a Bundle is 200 all the same: without this line nobody but the source would know.
            request.logger.error({ event: 'delivery-failed', entries: failures.length, err: failures[0] });
          }
          for (const outcome of outcomes) {
            deliveredEntries.inc({
              outcome: outcome instanceof FhirError ? outcome.reason : outcome.outcome,
            });
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
        const source = permitSource(grantOf(request));
        requireMediaType(request, json);
        const body = bodyText(request);
        const sent = { resource: parseJson(body), text: compactJson(body), start: 0 };
        const [outcome] = await deliverEntries(
          store,
          source,
          [{ fullUrl: undefined, sent, refusal: undefined, ifMatch: undefined, warnings: [] }],
          rules(),
        );
        if (!outcome || outcome instanceof FhirError)
          throw outcome ?? new Error('No outcome for a delivered Observation');
        deliveredEntries.inc({ outcome: outcome.outcome });
        const { id, version, warnings } = outcome;
        return fhirResponse(h, prefersOutcome(request) ? acceptedOutcome(outcome.outcome, warnings) : '')
          .code(outcome.outcome === 'created' ? 201 : 200)
          .header('Location', `${fhirBase}/Observation/${id}/_history/${version}`)
          .header('ETag', `W/"${version}"`);
      },
    });
  },
};
