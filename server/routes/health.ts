import type { Plugin } from '@hapi/hapi';

/** Parts the facade cannot answer without; each resolves when it can be used. */
export type HealthChecks = Record<string, () => Promise<void>>;

const patience = 3000;

/** /health/live: the process answers. /health/ready: every part does, else 503 and which one does not. */
export const health: Plugin<{ checks: HealthChecks }> = {
  name: 'health',
  register(server, { checks }) {
    server.route({
      method: 'GET',
      path: '/health/live',
      handler: () => ({ status: 'up' }),
    });
    server.route({
      method: 'GET',
      path: '/health/ready',
      async handler(request, h) {
        const parts = await Promise.all(
          Object.entries(checks).map(async ([part, check]) => {
            const problem = await problemOf(check);
            if (problem !== undefined) request.logger.warn({ event: 'not-ready', part, err: problem });
            return [part, problem === undefined ? 'up' : 'down'] as const;
          }),
        );
        const ready = parts.every(([, state]) => state === 'up');
        return h
          .response({ status: ready ? 'ready' : 'not-ready', parts: Object.fromEntries(parts) })
          .code(ready ? 200 : 503);
      },
    });
  },
};

async function problemOf(check: () => Promise<void>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${patience} ms`)), patience);
  });
  try {
    await Promise.race([check(), late]);
    return undefined;
  } catch (problem) {
    return problem;
  } finally {
    clearTimeout(timer);
  }
}
