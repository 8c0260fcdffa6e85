import type { Plugin, Request, RouteOptionsPayload } from '@hapi/hapi';
import type { SourceGrant } from '../access/grant.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import { logRefusalsTo } from '../access-log/refusals.ts';
import { permitSource } from '../access/permit.ts';
import { batchResponse } from '../delivery/batch-response.ts';
import { parseDelivery, type DeliveredEntry } from '../delivery/bundle.ts';
import { deliverEntries, type DeliveryRules, type EntryOutcome } from '../delivery/deliver.ts';
import { acceptedOutcome } from '../delivery/delivery-outcome.ts';
import { createReceiver, type ReceiverOptions } from '../delivery/receive.ts';
import { FhirError } from '../errors.ts';
import { parseCompactly } from '../fhir/json-text.ts';
import { deliveredEntries, deliverySeconds } from '../metrics.ts';
import { requireDelivering } from '../organizations/delivering.ts';
import type { Organizations } from '../organizations/organizations.ts';
import { originOf } from '../reading/source-reading.ts';
import type { StoreFor } from '../store/national-store.ts';
import {
  fhirResponse,
  grantOf,
  ifMatchOf,
  prefersOutcome,
  requireMediaType,
  utf8Text,
  type FhirRouteOptions,
} from './fhir-request.ts';

interface DeliveryOptions extends FhirRouteOptions {
  storeFor: StoreFor;
  accessLog: AccessLog;
  organizations: Organizations;
  /** Epoch milliseconds. */
  now: () => number;
  receiving: ReceiverOptions;
  syntheticPersons: DeliveryRules['syntheticPersons'];
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
  register(server, { storeFor, accessLog, organizations, fhirBase, now, receiving, syntheticPersons }) {
    const receive = createReceiver(receiving);
    /** Token, scope, enrolment: the first that fails refuses the request whole, before its body is read. */
    const admit = async (request: Request): Promise<SourceGrant> => {
      const grant = grantOf(request);
      const about = { action: 'deliver', occurred: now(), request: request.app.id } as const;
      const source = await logRefusalsTo(accessLog, grant, about, async () => permitSource(grant, 'c'));
      await requireDelivering(organizations, source.orgnr, now());
      requireMediaType(request, json);
      return source;
    };
    const deliver = async (
      request: Request,
      source: SourceGrant,
      entries: DeliveredEntry[],
    ): Promise<EntryOutcome[]> => {
      const outcomes = await deliverEntries(
        { store: storeFor(source), accessLog },
        originOf(source, request.app.id, now()),
        entries,
        { syntheticPersons },
      );
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
          return await receive(request.raw.req, source.orgnr, async (body) => {
            const entries = parseDelivery(utf8Text(body));
            const outcomes = await deliver(request, source, entries);
            reportFailures(request, outcomes);
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
        const source = await admit(request);
        const outcome = await receive(request.raw.req, source.orgnr, async (bytes) => {
          const { value, compact } = parseCompactly(utf8Text(bytes));
          const sent = { resource: value, text: compact, start: 0 };
          const entry = {
            fullUrl: undefined,
            sent,
            refusal: undefined,
            ifMatch: ifMatchOf(request),
            warnings: [],
          };
          return (await deliver(request, source, [entry]))[0];
        });
        if (!outcome || outcome instanceof FhirError)
          throw outcome ?? new Error('No outcome for a delivered Observation');
        const { id, version, warnings } = outcome;
        const answer = fhirResponse(
          h,
          prefersOutcome(request) ? acceptedOutcome(outcome.outcome, warnings) : '',
        ).code(outcome.outcome === 'created' ? 201 : 200);
        if (id === undefined) return answer;
        return answer
          .header('Location', `${fhirBase}/Observation/${id}/_history/${version}`)
          .header('ETag', `W/"${version}"`);
      },
    });
  },
};

/** The answer to a Bundle is 200 whatever became of its entries: without this nobody but the source would know. */
function reportFailures(request: Request, outcomes: EntryOutcome[]): void {
  const failures = outcomes.filter((outcome) => outcome instanceof FhirError && outcome.status >= 500);
  if (failures.length > 0) {
    request.logger.error({ event: 'delivery-failed', entries: failures.length, err: failures[0] });
  }
}

function count(source: string, outcomes: EntryOutcome[]): void {
  const tally = new Map<string, number>();
  for (const each of outcomes) {
    const outcome = each instanceof FhirError ? each.reason : each.outcome;
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  }
  for (const [outcome, entries] of tally) deliveredEntries.inc({ source, outcome }, entries);
}
