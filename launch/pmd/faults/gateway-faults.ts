import { setTimeout as delay } from 'node:timers/promises';
import type { Lifecycle, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { PmdCore } from '../core.ts';
import type { PmdFaultId } from './fault-ids.ts';

export const retryAfterSeconds = 5;

const page =
  '<!doctype html><html><head><title>Vedlikehold</title></head><body>Prøv igjen senere.</body></html>';
const problem = { title: 'An error occurred while processing your request.', status: 500 };

const answers: [PmdFaultId, (h: ResponseToolkit) => ResponseObject][] = [
  ['too-many-requests', (h) => h.response().code(429).header('retry-after', String(retryAfterSeconds))],
  ['server-error', (h) => h.response(problem).code(500).type('application/problem+json')],
  ['html', (h) => h.response(page).type('text/html')],
];

/** Faults that meet a request before PMD has looked at it, as a gateway's would: nothing is searched, nothing is saved. */
export function gatewayFaults(core: PmdCore): Lifecycle.Method {
  return async (request, h) => {
    if (core.faults.has('slow')) {
      await delay(core.behaviour.slowBy, undefined, { signal: core.stopping }).catch(() => undefined);
    }
    if (core.faults.has('connection-reset')) {
      request.raw.req.socket.resetAndDestroy();
      return h.abandon;
    }
    const [, answer] = answers.find(([fault]) => core.faults.has(fault)) ?? [];
    return answer ? answer(h).takeover() : h.continue;
  };
}
