import { UsageError } from './delivery-error.ts';

export interface DeliveryConfig {
  /** FHIR base URL of the facade when the command line names none. */
  url: string;
  /** File with the private JWK of a source registered elsewhere than in the sandbox. */
  keyFile: string | undefined;
  /** The client id that such a source is registered under. */
  clientId: string | undefined;
}

/**
 * What the command takes from the environment: PORT (where the facade listens, default 4000), SOURCE_KEY_FILE and
 * SOURCE_CLIENT_ID. Throws a UsageError for a malformed PORT.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): DeliveryConfig {
  const port = env['PORT'] || '4000';
  if (!/^\d{1,5}$/.test(port)) throw new UsageError(`PORT is not a port: ${port}`);
  return {
    url: `http://localhost:${Number(port) || 4000}/fhir`,
    keyFile: env['SOURCE_KEY_FILE'] || undefined,
    clientId: env['SOURCE_CLIENT_ID'] || undefined,
  };
}
