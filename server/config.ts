import { resolve } from 'node:path';
import Joi from 'joi';
import { isSecureOrLoopback } from './access/secure-url.ts';
import type { SyntheticPersons } from './delivery/subject.ts';
import { helseidKeys, toHelseidConfig } from './helseid/keys.ts';
import type { HelseidConfig, HelseidValues } from './helseid/keys.ts';
import { fhirServerKeys, toFhirServerSettings } from './store/fhir/keys.ts';
import type { FhirServerSettings, FhirServerValues } from './store/fhir/keys.ts';
import { pmdKeys, toPmdSettings } from './store/pmd/keys.ts';
import type { PmdValues } from './store/pmd/keys.ts';
import type { PmdSettings } from './store/pmd/pmd-settings.ts';

/** Which national store it reads from, and how. */
export type StoreConfig =
  | { kind: 'embedded' }
  | { kind: 'pmd'; helseid: HelseidConfig; pmd: PmdSettings }
  | { kind: 'fhir'; fhir: FhirServerSettings };

/** How the facade is set up. Read once at start by `loadConfig`, frozen, and handed on as an argument. */
export interface Config {
  host: string;
  /** 0 = any free port. */
  port: number;
  /** Origin that clients know the facade by, without a trailing slash. Absent: http://localhost:<the port it got>. */
  publicUrl?: string;
  /** Absolute path. */
  dataDir: string;
  /** Absent: the facade starts its own PostgreSQL in the data folder. */
  databaseUrl?: string;
  store: StoreConfig;
  /** Absolute path. */
  registerFile: string;
  /** 32 bytes. Absent: DATA_DIR/token.key, made at the first start. */
  tokenKey?: Uint8Array;
  /** 32 bytes that the access log is proved by. Absent: DATA_DIR/access-log.key, made at the first start. */
  accessLogKey?: Uint8Array;
  /** Keys that older entries of the access log were written with. */
  accessLogFormerKeys: Uint8Array[];
  /** How long the body of a delivery may take, in ms. */
  deliveryTimeout: number;
  /** Most bytes of deliveries under way at once. */
  deliveryMemory: number;
  /** Whether measurements of persons made for tests are taken. Reading is not affected. */
  syntheticPersons: SyntheticPersons;
  /** How long measurements may be read when a patient's last home follow-up has ended, in ms. */
  readableAfterFollowUp: number;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}

/** The configuration cannot be used; `faults` names every key that is wrong and why. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const keys = {
  HOST: Joi.string().hostname().default('127.0.0.1').description('Address to listen on'),
  PORT: Joi.number().port().default(4000).description('Port to listen on; 0 = any free port'),
  PUBLIC_URL: Joi.string()
    .custom(publicOrigin)
    .description(
      'Origin that clients use, e.g. https://hjemmekurve.example.no; default http://localhost:<port>',
    ),
  DATA_DIR: Joi.string().default('.data').description('Folder for the database, keys and locks'),
  DATABASE_URL: Joi.string()
    .uri({ scheme: ['postgres', 'postgresql'] })
    .description('PostgreSQL server to use instead of the embedded one'),
  STORE: Joi.string()
    .valid('embedded', 'pmd', 'fhir')
    .default('embedded')
    .description('National store: its own, PMD through HelseID, or a FHIR R4 server'),
  REGISTER_FILE: Joi.string()
    .required()
    .description('JSON file with the trusted EHRs and origins (server/register.ts)'),
  TOKEN_KEY: Joi.string()
    .pattern(/^[\w-]{43}$/, 'base64url of 32 bytes')
    .description('Key that encrypts facade tokens; default: DATA_DIR/token.key, made at the first start'),
  ACCESS_LOG_KEY: Joi.string()
    .pattern(/^[\w-]{43}$/, 'base64url of 32 bytes')
    .description(
      'Key that the access log is proved by; default: DATA_DIR/access-log.key, made at the first start',
    ),
  ACCESS_LOG_FORMER_KEYS: Joi.string()
    .pattern(/^[\w-]{43}(,[\w-]{43})*$/, 'base64url of 32 bytes each, separated by commas')
    .description('Keys that the access log was proved by before: its older entries still are'),
  DELIVERY_TIMEOUT: Joi.number()
    .integer()
    .min(1)
    .max(600)
    .default(30)
    .description('Seconds that the body of a delivery may take; after that 408'),
  DELIVERY_MEMORY: Joi.number()
    .integer()
    .min(20)
    .max(4096)
    .default(32)
    .description(
      'Megabytes of deliveries under way at once, half of them for one source; beyond that 503 or 429',
    ),
  SYNTHETIC_PERSONS: Joi.string()
    .valid('refuse', 'accept')
    .default('refuse')
    .description('Whether sources may deliver measurements of synthetic persons; accept outside production'),
  FOLLOW_UP_READABLE_DAYS: Joi.number()
    .integer()
    .min(0)
    .max(3650)
    .default(90)
    .description(
      "Days that clinicians may read measurements when a patient's last home follow-up has ended; after that 403",
    ),
  LOG_LEVEL: Joi.string()
    .valid('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .description('Least severe level that is logged'),
};

/** Keys that only one store needs, and what is made of their values. */
const storeKeys = { embedded: {}, pmd: { ...helseidKeys, ...pmdKeys }, fhir: fhirServerKeys };

function toStoreConfig(store: keyof typeof storeKeys, values: unknown): StoreConfig {
  if (store === 'embedded') return { kind: 'embedded' };
  if (store === 'fhir') return { kind: 'fhir', fhir: toFhirServerSettings(values as FhirServerValues) };
  return {
    kind: 'pmd',
    helseid: toHelseidConfig(values as HelseidValues),
    pmd: toPmdSettings(values as PmdValues),
  };
}

/**
 * Reads the environment. Empty variables count as absent; variables that are not in the table are not looked at.
 * @throws {ConfigError} with every fault at once; values are never repeated, they may be secrets
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const chosen = env.STORE as keyof typeof storeKeys;
  const ofStore = Object.hasOwn(storeKeys, chosen) ? storeKeys[chosen] : {};
  const value = readKeys(env, { ...keys, ...ofStore });
  return Object.freeze({
    host: value.HOST,
    port: value.PORT,
    ...(value.PUBLIC_URL && { publicUrl: value.PUBLIC_URL }),
    dataDir: resolve(value.DATA_DIR),
    ...(value.DATABASE_URL && { databaseUrl: value.DATABASE_URL }),
    store: toStoreConfig(value.STORE, value),
    registerFile: resolve(value.REGISTER_FILE),
    ...(value.TOKEN_KEY && { tokenKey: toKey(value.TOKEN_KEY) }),
    ...(value.ACCESS_LOG_KEY && { accessLogKey: toKey(value.ACCESS_LOG_KEY) }),
    accessLogFormerKeys: toKeys(value.ACCESS_LOG_FORMER_KEYS),
    deliveryTimeout: value.DELIVERY_TIMEOUT * 1000,
    deliveryMemory: value.DELIVERY_MEMORY * 1024 * 1024,
    syntheticPersons: value.SYNTHETIC_PERSONS,
    readableAfterFollowUp: value.FOLLOW_UP_READABLE_DAYS * 86_400_000,
    logLevel: value.LOG_LEVEL,
  });
}

/**
 * What a command needs that works on the database alone: DATA_DIR and DATABASE_URL.
 * @throws {ConfigError}
 */
export function loadDatabaseConfig(
  env: NodeJS.ProcessEnv = process.env,
): Pick<Config, 'dataDir' | 'databaseUrl'> {
  const { DATA_DIR, DATABASE_URL } = keys;
  const value = readKeys(env, { DATA_DIR, DATABASE_URL });
  return { dataDir: resolve(value.DATA_DIR), ...(value.DATABASE_URL && { databaseUrl: value.DATABASE_URL }) };
}

/**
 * What a command needs that reads the access log: the database, and the keys as far as they are configured.
 * @throws {ConfigError}
 */
export function loadAccessLogConfig(
  env: NodeJS.ProcessEnv = process.env,
): Pick<Config, 'dataDir' | 'databaseUrl' | 'accessLogKey' | 'accessLogFormerKeys'> {
  const { ACCESS_LOG_KEY, ACCESS_LOG_FORMER_KEYS } = keys;
  const value = readKeys(env, { ACCESS_LOG_KEY, ACCESS_LOG_FORMER_KEYS });
  return {
    ...loadDatabaseConfig(env),
    ...(value.ACCESS_LOG_KEY && { accessLogKey: toKey(value.ACCESS_LOG_KEY) }),
    accessLogFormerKeys: toKeys(value.ACCESS_LOG_FORMER_KEYS),
  };
}

function toKey(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

function toKeys(list: string | undefined): Uint8Array[] {
  return list?.split(',').map(toKey) ?? [];
}

function readKeys(env: NodeJS.ProcessEnv, wanted: Record<string, Joi.Schema>) {
  const given = Object.fromEntries(Object.keys(wanted).map((key) => [key, env[key] || undefined]));
  const { value, error } = Joi.object(wanted).validate(given, {
    abortEarly: false,
    errors: { wrap: { label: false }, escapeHtml: false },
    messages: { 'string.pattern.name': '{#label} must be {#name}' },
  });
  if (error) throw new ConfigError(error.details.map((detail) => detail.message));
  return value;
}

function publicOrigin(value: string, context: Joi.CustomHelpers): string | Joi.ErrorReport {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && `${url.origin}/` === url.href && isSecureOrLoopback(url)) return url.origin;
  return context.message({
    custom: '{#label} must be an https origin (http only for loopback) without path, query or user',
  });
}
