import type { Plugin } from '@hapi/hapi';
import { registry } from '../metrics.ts';

/** Prometheus text exposition. Holds no identifiers; open, for the network it is reachable from. */
export const metricsRoute: Plugin<void> = {
  name: 'metrics',
  register(server) {
    server.route({
      method: 'GET',
      path: '/metrics',
      handler: async (_request, h) => h.response(await registry.metrics()).type(registry.contentType),
    });
  },
};
