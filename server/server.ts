import type { Server as Listener } from 'node:http';
import { fileURLToPath } from 'node:url';
import Hapi from '@hapi/hapi';
import type { EndedSessions } from './access/ended-sessions.ts';
import { createStandingConsent } from './access/standing-consent.ts';
import { createFacadeTokens } from './access/facade-token.ts';
import type { AccessLog } from './access-log/access-log.ts';
import type { ReplayGuard } from './access/replay-guard.ts';
import type { Blocks } from './blocks/blocks.ts';
import type { KnownPractitioners } from './blocks/known-practitioners.ts';
import type { ReceiverOptions } from './delivery/receive.ts';
import type { SyntheticPersons } from './delivery/subject.ts';
import { createEhrs } from './ehr/ehr.ts';
import { auditEventCapability } from './fhir/audit-event-capability.ts';
import { capabilityStatement } from './fhir/capability-statement.ts';
import { consentCapability } from './fhir/consent-capability.ts';
import { operations } from './fhir/operations.ts';
import { serviceRequestCapability } from './fhir/order-capability.ts';
import type { FollowUps } from './follow-ups/follow-ups.ts';
import type { Helseid } from './helseid/helseid.ts';
import type { Logger } from './logger.ts';
import type { MonitoringOrders } from './orders/orders.ts';
import type { Organizations } from './organizations/organizations.ts';
import { compressionLevels, registerBrotli } from './plugins/compression.ts';
import { corsOptions } from './plugins/cors.ts';
import { logging } from './plugins/logging.ts';
import { methodNotAllowed } from './plugins/method-not-allowed.ts';
import { oauthErrors } from './plugins/oauth-errors.ts';
import { operationOutcomes } from './plugins/operation-outcome.ts';
import { requestId } from './plugins/request-id.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { smartAuth } from './plugins/smart-auth.ts';
import { createActing } from './reading/acting.ts';
import { createReading } from './reading/reading.ts';
import { createSourceReading } from './reading/source-reading.ts';
import type { Register } from './register.ts';
import { auditEvent } from './routes/audit-event.ts';
import { consent } from './routes/consent.ts';
import { delivery } from './routes/delivery.ts';
import { followUp } from './routes/follow-up.ts';
import { followUpSearch } from './routes/follow-up-search.ts';
import { health } from './routes/health.ts';
import { helseidRoutes } from './routes/helseid.ts';
import { metadata } from './routes/metadata.ts';
import { metricsRoute } from './routes/metrics.ts';
import { observationHistory } from './routes/observation-history.ts';
import { observationLastn } from './routes/observation-lastn.ts';
import { observationRead } from './routes/observation-read.ts';
import { observationSearch } from './routes/observation-search.ts';
import { observationStats } from './routes/observation-stats.ts';
import { observationSummaries } from './routes/observation-summaries.ts';
import { observationTrend } from './routes/observation-trend.ts';
import { openApiRoute } from './routes/open-api.ts';
import { orderPreview } from './routes/order-preview.ts';
import { pages } from './routes/pages.ts';
import { practitionerSearch } from './routes/practitioner-search.ts';
import { revoke } from './routes/revoke.ts';
import { serviceRequest } from './routes/monitoring-order.ts';
import { token } from './routes/token.ts';
import type { StoreFor } from './store/national-store.ts';

export interface Facade {
  /** Origin that clients use, without a trailing slash. */
  publicUrl: string;
  register: Register;
  storeFor: StoreFor;
  /** Fails when the store cannot be asked. */
  storeHealth: () => Promise<void>;
  /** Present when clinicians log in to the store themselves. */
  helseid?: Pick<Helseid, 'login' | 'sessions'>;
  /** Set when a long history may take seconds to come. */
  storeElsewhere?: true;
  organizations: Organizations;
  /** What citizens have blocked, and who they may find to block. */
  blocks: Blocks;
  knownPractitioners: KnownPractitioners;
  /** What treating teams have ordered, and the limits they set. */
  orders: MonitoringOrders;
  /** Who is in home follow-up. */
  followUps: FollowUps;
  accessLog: AccessLog;
  replays: ReplayGuard;
  endedSessions: EndedSessions;
  /** 32 bytes; what clients get to keep is encrypted with it. */
  tokenKey: Uint8Array;
  /** Whether sources may deliver measurements of persons made for tests. */
  syntheticPersons: SyntheticPersons;
  log: Logger;
  /** Already listening; the facade answers on it from `server.start()` and closes it at `server.stop()`. */
  listener: Listener;
  /** Bounds on what sources deliver; default: receiverDefaults. */
  receiving?: ReceiverOptions;
  /** Where the built app lies; default: dist/app. */
  appDir?: string;
}

/** The facade as a list: what every answer passes through, then what is served. Reads top down. */
export async function createServer(facade: Facade): Promise<Hapi.Server> {
  const {
    publicUrl,
    register,
    storeFor,
    organizations,
    blocks,
    knownPractitioners,
    orders,
    followUps,
    accessLog,
    replays,
    endedSessions,
    tokenKey,
    syntheticPersons,
    log,
    listener,
    helseid,
    storeElsewhere = false,
  } = facade;
  const fhirBase = `${publicUrl}/fhir`;
  const now = Date.now;
  const registers = { organizations, blocks, knownPractitioners, followUps, now };
  const read = createReading({ storeFor, orders, accessLog, ...registers });
  const readAsSource = createSourceReading({ storeFor, organizations, accessLog, now });
  const further = [serviceRequestCapability, auditEventCapability, ...consentCapability];
  const statement = capabilityStatement(fhirBase, new Date(now()).toISOString(), further);
  const receiving = facade.receiving ?? {};
  const ehrs = createEhrs(register);
  const tokens = createFacadeTokens({ publicUrl, key: tokenKey });
  const appDir = facade.appDir ?? fileURLToPath(new URL('../dist/app', import.meta.url));
  const server = Hapi.server({
    listener,
    autoListen: false,
    debug: false,
    routes: {
      cors: corsOptions(publicUrl, register),
      compression: compressionLevels,
      cache: { otherwise: 'no-store' },
      // Cookies of other programs on the same host are none of our business.
      state: { parse: false, failAction: 'ignore' },
    },
  });
  // hapi begins to keep track of connections at this event; the listener had it before hapi was there.
  listener.emit('listening');
  registerBrotli(server);
  await server.register([
    { plugin: requestId }, // a random id per request, in the log and in X-Request-Id
    { plugin: methodNotAllowed }, // 405 with Allow instead of 404
    { plugin: logging, options: { log } }, // one line and one measurement per request, without identifiers
    { plugin: oauthErrors }, // errors under /oauth as RFC 6749 wants them
    { plugin: operationOutcomes }, // errors under /fhir as OperationOutcomes
    { plugin: securityHeaders, options: { publicUrl, register } }, // CSP, framing, nosniff …
    { plugin: smartAuth, options: { tokens, endedSessions, standingConsent: createStandingConsent(ehrs) } }, // auth strategy facade-token
    { plugin: metadata, options: { fhirBase, now, further } }, // what the facade is: CapabilityStatement, catalogue
    { plugin: observationSearch, options: { read, readAsSource, fhirBase, tokenKey } }, // GET Observation, POST _search
    { plugin: observationRead, options: { read } }, // GET Observation/[id]
    { plugin: observationHistory, options: { read, fhirBase } }, // Observation/[id]/_history
    { plugin: observationLastn, options: { read, fhirBase } }, // Observation/$lastn
    { plugin: observationTrend, options: { read, accessLog, now } }, // Observation/$trend
    { plugin: serviceRequest, options: { orders, act: createActing({ accessLog, ...registers }), fhirBase } }, // ServiceRequest: monitoring orders
    { plugin: orderPreview, options: { read, now } }, // ServiceRequest/$preview: what an order would have flagged
    { plugin: observationStats, options: { read, now } }, // Observation/$stats
    { plugin: observationSummaries, options: { read, now } }, // Observation/$home-blood-pressure, $glucose-summary …
    { plugin: auditEvent, options: { accessLog, fhirBase, tokenKey, now } }, // AuditEvent: a citizen's own log
    { plugin: consent, options: { blocks, accessLog, fhirBase, now } }, // Consent: a citizen's own blocks
    { plugin: practitionerSearch, options: { practitioners: knownPractitioners, accessLog, now, fhirBase } }, // Practitioner: whom a citizen may block
    {
      plugin: delivery,
      options: { storeFor, accessLog, organizations, fhirBase, now, receiving, syntheticPersons },
    }, // POST / and POST Observation, from sources
    { plugin: followUpSearch, options: { followUps, accessLog, now, fhirBase } }, // EpisodeOfCare: who follows a citizen at home
    { plugin: followUp, options: { followUps, accessLog, organizations, now } }, // EpisodeOfCare/$end, from sources
    { plugin: token, options: { publicUrl, ehrs, organizations, replays, tokens } }, // POST /oauth/token
    { plugin: revoke, options: { tokens, endedSessions } }, // POST /oauth/revoke: who logs out ends their tokens
    ...(helseid ? [{ plugin: helseidRoutes, options: { publicUrl, helseid, accessLog, now } }] : []), // /helseid: the login to national data
    { plugin: pages, options: { appDir, register, nationalLogin: helseid !== undefined, storeElsewhere } }, // the app: /, /launch, /connected, /assets, /app.json
    { plugin: openApiRoute, options: { origin: publicUrl, statement, operations } }, // /openapi.json
    { plugin: health, options: { checks: { store: facade.storeHealth } } }, // /health/live, /health/ready
    { plugin: metricsRoute }, // /metrics
  ]);
  return server;
}
