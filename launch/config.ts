import { resolve } from 'node:path';
import Joi from 'joi';
import { patients } from '#fixtures/patients.ts';

/** Where the sandbox runs. 0 takes any free port. Everything else in the environment is the facade's to judge. */
export interface LaunchConfig {
  /** PORT, default 4000: the facade and the app. */
  port: number;
  /** EHR_PORT, default 4001. */
  ehrPort: number;
  /** HELSEID_PORT, default 4002, and PMD_PORT, default 4003: only with STORE=pmd. */
  helseidPort: number;
  pmdPort: number;
  /** STORE: the sandbox has a national store of its own for `pmd`; a FHIR server (`fhir`) is the user's. */
  store: 'embedded' | 'pmd' | 'fhir';
  /** DATA_DIR, default `.data`; absolute. */
  dataDir: string;
  /** SANDBOX_PATIENTS: ids of those whose past is delivered at the first start, parted by commas; default all. */
  patients?: string[];
  /** DATABASE_URL: a PostgreSQL server instead of the embedded one. */
  databaseUrl?: string;
}

const known = patients.map(({ id }) => id);
const port = Joi.number().integer().min(0).max(65_535);

const schema = Joi.object({
  PORT: port.default(4000),
  EHR_PORT: port.default(4001),
  HELSEID_PORT: port.default(4002),
  PMD_PORT: port.default(4003),
  STORE: Joi.valid('embedded', 'pmd', 'fhir').default('embedded'),
  DATA_DIR: Joi.string().default('.data'),
  SANDBOX_PATIENTS: Joi.string().custom((text: string, helpers) => {
    const ids = text.split(',').map((id) => id.trim());
    if (ids.every((id) => known.includes(id))) return ids;
    return helpers.message({
      custom: `"SANDBOX_PATIENTS" must be some of ${known.join(', ')}`,
    });
  }),
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
  const { PORT, EHR_PORT, HELSEID_PORT, PMD_PORT, STORE, SANDBOX_PATIENTS, DATA_DIR, DATABASE_URL } =
    value as {
      PORT: number;
      EHR_PORT: number;
      HELSEID_PORT: number;
      PMD_PORT: number;
      STORE: LaunchConfig['store'];
      SANDBOX_PATIENTS?: string[];
      DATA_DIR: string;
      DATABASE_URL?: string;
    };
  return {
    port: PORT,
    ehrPort: EHR_PORT,
    helseidPort: HELSEID_PORT,
    pmdPort: PMD_PORT,
    store: STORE,
    dataDir: resolve(DATA_DIR),
    ...(SANDBOX_PATIENTS && { patients: SANDBOX_PATIENTS }),
    ...(DATABASE_URL && { databaseUrl: DATABASE_URL }),
  };
}
