import { text } from 'node:stream/consumers';
import { ConfigError, loadAccessLogConfig } from '../../config.ts';
import { borrowDatabase } from '../../database/borrow.ts';
import { createPool, type Pool } from '../../database/pool.ts';
import { findAccessLogKey } from '../key-file.ts';
import { deriveLogKeys, type LogKeys } from '../log-keys.ts';
import { AnchorWriter, readAnchor } from './anchor.ts';
import { readVerifyArguments, usage, VerifyUsageError, whoseIs, type VerifyArguments } from './arguments.ts';
import { toJson, toText, type AnchorUse } from './report.ts';
import { verifyLog, type Verification } from './verify-log.ts';

/** Where the command reads and writes. */
export interface Terminal {
  stdin: NodeJS.ReadableStream;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** `npm run verify-log`. The exit code: 0 every chain is proved, 1 one is broken, 2 it could not be found out. */
export async function run(args: string[], terminal: Terminal, env?: NodeJS.ProcessEnv): Promise<0 | 1 | 2> {
  try {
    const command = readVerifyArguments(args);
    const config = loadAccessLogConfig(env);
    const key = await findAccessLogKey(config);
    if (!key)
      throw new Error('There is no key: set ACCESS_LOG_KEY, or DATA_DIR to where access-log.key lies');
    const keys = deriveLogKeys(key, config.accessLogFormerKeys);
    const database = await borrowDatabase(config);
    const pool = createPool(database.url, { max: 1, statementTimeout: 0 });
    try {
      const person = await findPerson(pool, command, terminal.stdin);
      const { verification, anchor } = await verify(pool, keys, command, person);
      terminal.stdout.write((command.json ? toJson : toText)(verification, anchor));
      return verification.faults.length === 0 ? 0 : 1;
    } finally {
      await pool.end();
      await database.giveBack();
    }
  } catch (error) {
    const faults = error instanceof VerifyUsageError && error.faults.map((fault) => `- ${fault}\n`).join('');
    terminal.stderr.write(faults ? `${faults}\nUsage:\n${usage}\n` : `${messageOf(error)}\n`);
    return 2;
  }
}

async function verify(
  pool: Pool,
  keys: LogKeys,
  { anchor: path }: VerifyArguments,
  person: number | undefined,
): Promise<{ verification: Verification; anchor?: AnchorUse }> {
  const one = person === undefined ? {} : { person };
  if (path === undefined) return { verification: await verifyLog(pool, { keys, ...one }) };
  const anchored = await readAnchor(path, keys);
  const held = anchored && { anchored };
  if (person !== undefined) {
    if (!held) throw new Error('There is no anchor file to hold the chain against');
    const verification = await verifyLog(pool, { keys, ...one, ...held });
    return { verification, anchor: verification.faults.length === 0 ? 'held' : 'kept' };
  }
  const writer = new AnchorWriter(path, keys);
  try {
    await writer.begin();
    const verification = await verifyLog(pool, { keys, ...held, onHead: (head) => writer.add(head) });
    const proved = verification.faults.length === 0;
    if (!proved) return { verification, anchor: 'kept' };
    await writer.keep();
    return { verification, anchor: held ? 'held-and-renewed' : 'written' };
  } finally {
    await writer.discard();
  }
}

async function findPerson(
  pool: Pool,
  { person }: VerifyArguments,
  stdin: NodeJS.ReadableStream,
): Promise<number | undefined> {
  const whose = person === '-' ? whoseIs((await text(stdin)).trim()) : person;
  if (person === undefined) return undefined;
  if (whose === undefined) throw new VerifyUsageError(['What was read is no fødselsnummer, D-number or FHN']);
  if ('key' in whose) return whose.key;
  const { rows } = await pool.query<{ person: number }>(
    'select person from person_identity where system = $1 and value = $2',
    [whose.system, whose.value],
  );
  if (!rows[0]) throw new Error('Nothing is known of that person');
  return rows[0].person;
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? error.message || error.name : String(error);
}
