import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/**
 * Everything /metrics shows. Labels never hold identifiers of persons: routes are templates, reasons are codes, a
 * source is an organisation number of the register.
 */
export const registry = new Registry();

collectDefaultMetrics({ register: registry });

export const httpRequestSeconds = new Histogram({
  name: 'hjemmekurve_http_request_duration_seconds',
  help: 'Time from a request to the end of its answer, by method, route template and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});

export const tokenRequests = new Counter({
  name: 'hjemmekurve_token_requests_total',
  help: 'Requests to the token endpoint, by grant type and outcome (granted or the reason of the refusal)',
  labelNames: ['grant', 'outcome'],
  registers: [registry],
});

export const deliveredEntries = new Counter({
  name: 'hjemmekurve_delivered_entries_total',
  help: 'Delivered Observations by source and outcome: created, changed, unchanged or the reason of the refusal',
  labelNames: ['source', 'outcome'],
  registers: [registry],
});

export const deliverySeconds = new Histogram({
  name: 'hjemmekurve_delivery_seconds',
  help: 'Time from a delivery to its answer, of deliveries whose entries were looked at, by source',
  labelNames: ['source'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [registry],
});

export const accessLogEntries = new Counter({
  name: 'hjemmekurve_access_log_entries_total',
  help: 'Entries of the access log that are on disk, by what wrote them: request, or the transaction of a delivery',
  labelNames: ['by'],
  registers: [registry],
});

export const accessLogRefusals = new Counter({
  name: 'hjemmekurve_access_log_refused_total',
  help: 'Entries that could not be written, so that something was not answered or not stored, by what was to write them',
  labelNames: ['by'],
  registers: [registry],
});

export const accessLogWaiting = new Gauge({
  name: 'hjemmekurve_access_log_waiting',
  help: 'Entries of requests that wait to be on disk',
  registers: [registry],
});

export const accessLogSeconds = new Histogram({
  name: 'hjemmekurve_access_log_write_seconds',
  help: 'Time that a request waited for its entry to be on disk, or for the refusal to write it',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [registry],
});

export const nationalLogins = new Counter({
  name: 'hjemmekurve_national_logins_total',
  help: 'Logins at HelseID that came back, by mode (silent or visible) and outcome',
  labelNames: ['mode', 'outcome'],
  registers: [registry],
});

export const storeBreakerState = new Gauge({
  name: 'hjemmekurve_store_breaker_state',
  help: 'Circuit breaker of a remote store: 0 closed, 1 half-open, 2 open',
  labelNames: ['store'],
  registers: [registry],
});

export const storeCallSeconds = new Histogram({
  name: 'hjemmekurve_store_call_duration_seconds',
  help: 'Time of one call to a remote store, by outcome: ok, aborted or the reason of the failure',
  labelNames: ['store', 'outcome'],
  buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [registry],
});

export const storeCalls = new Gauge({
  name: 'hjemmekurve_store_calls',
  help: 'Calls to a remote store: running, and waiting for a place',
  labelNames: ['store', 'state'],
  registers: [registry],
});

export const storeRetries = new Counter({
  name: 'hjemmekurve_store_retries_total',
  help: 'Calls to a remote store that were made again after a failure',
  labelNames: ['store'],
  registers: [registry],
});
