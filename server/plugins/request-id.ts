import { randomUUID } from 'node:crypto';
import type { Lifecycle, Plugin } from '@hapi/hapi';

declare module '@hapi/hapi' {
  interface RequestApplicationState {
    /** Random; in the log, in `X-Request-Id` and in the text of internal errors. */
    id: string;
    /** Machine-readable reason, when the request was refused. */
    refusal?: string;
  }
}

/** Gives every request an id of its own; one that the caller chose would end up in the log unchecked. */
export const requestId: Plugin<void> = {
  name: 'request-id',
  register(server) {
    server.ext('onRequest', (request, h) => {
      request.app.id = randomUUID();
      return h.continue;
    });
    server.ext('onPreResponse', sendId, { after: ['oauth-errors', 'operation-outcome'] });
  },
};

const sendId: Lifecycle.Method = (request, h) => {
  const { response } = request;
  const headers = 'isBoom' in response ? response.output.headers : response.headers;
  headers['x-request-id'] = request.app.id;
  return h.continue;
};
