export interface DeliveryConfig {
  /** FHIR base URL of the facade when the command line names none. */
  url: string;
  /** File with the private JWK of a source registered elsewhere than in the sandbox. */
  keyFile: string | undefined;
  /** The client id that such a source is registered under. */
  clientId: string | undefined;
}

/** What the command takes from the environment: PORT, SOURCE_KEY_FILE, SOURCE_CLIENT_ID. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): DeliveryConfig {
  return {
    url: `http://localhost:${Number(env['PORT']) || 4000}/fhir`,
    keyFile: env['SOURCE_KEY_FILE'] || undefined,
    clientId: env['SOURCE_CLIENT_ID'] || undefined,
  };
}
