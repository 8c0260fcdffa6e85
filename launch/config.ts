import { resolve } from 'node:path';
import Joi from 'joi';

/** Where the sandbox runs. 0 takes any free port. Everything else in the environment is the facade's to judge. */
export interface LaunchConfig {
  /** PORT, default 4000: the facade and the app. */
  port: number;
  /** EHR_PORT, default 4001. */
  ehrPort: number;
  /** DATA_DIR, default `.data`; absolute. */
  dataDir: string;
  /** DATABASE_URL: a PostgreSQL server instead of the embedded one. */
  databaseUrl?: string;
}

const port = Joi.number().integer().min(0).max(65_535);

const schema = Joi.object({
  PORT: port.default(4000),
  EHR_PORT: port.default(4001),
  DATA_DIR: Joi.string().default('.data'),
  DATABASE_URL: Joi.string().uri({ scheme: ['postgres', 'postgresql'] }),
});

/** Throws an Error that lists every malformed key. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): LaunchConfig {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { value, error } = schema.validate(set, { abortEarly: false, stripUnknown: true });
  if (error) {
    throw new Error(
      `The configuration is not usable:\n${error.details.map(({ message }) => `  - ${message}`).join('\n')}`,
    );
  }
  const { PORT, EHR_PORT, DATA_DIR, DATABASE_URL } = value as Record<string, string> & {
    PORT: number;
    EHR_PORT: number;
  };
  return {
    port: PORT,
    ehrPort: EHR_PORT,
    dataDir: resolve(DATA_DIR ?? '.data'),
    ...(DATABASE_URL && { databaseUrl: DATABASE_URL }),
  };
}
