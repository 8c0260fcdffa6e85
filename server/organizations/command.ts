import { readFile } from 'node:fs/promises';
import { parseDateTime } from '../fhir/date-time.ts';
import { isOrganizationNumber } from '../person/organization-number.ts';
import { readArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { readEnrolment, readEnrolments } from './enrolment.ts';
import type { Enrolment } from './enrolment.ts';

export type Command =
  | { name: 'list'; json: boolean }
  | { name: 'add'; enrolments: Enrolment[] }
  | { name: 'end'; orgnr: string; at?: number };

/** The command was called wrongly; `faults` names everything that is wrong. */
export class UsageError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(faults.join('\n'));
    this.name = 'UsageError';
    this.faults = faults;
  }
}

export const usage = `npm run organisations -- list [--json]
npm run organisations -- add --orgnr ORGNR --name NAME --sector municipality|hospital|gp [--delivers] [--consumes]
                         [--from DATE] [--to DATE|none] [--client-id ID (--jwks FILE | --jwks-uri URL)]
npm run organisations -- add --file FILE.json
npm run organisations -- end ORGNR [--at DATE]`;

/**
 * What the arguments ask for, with the files that they name read.
 * @throws {UsageError} with every fault at once
 */
export async function readCommand([name, ...args]: string[]): Promise<Command> {
  if (name === 'list') return readList(args);
  if (name === 'add') return { name, enrolments: await readAdd(args) };
  if (name === 'end') return readEnd(args);
  throw new UsageError([name === undefined ? 'list, add or end?' : `${name} is not list, add or end`]);
}

function readList(args: string[]): Command {
  const { options, positionals, faults } = readArguments(args, { json: 'flag' });
  refuse([...faults, ...superfluous(positionals)]);
  return { name: 'list', json: options.has('json') };
}

function readEnd(args: string[]): Command {
  const { options, positionals, faults } = readArguments(args, { at: 'value' });
  const [orgnr = '', ...more] = positionals;
  const at = parseDateTime(String(options.get('at')));
  const late = options.has('at') && at?.precision !== 'day' && at?.precision !== 'instant';
  refuse([
    ...faults,
    ...superfluous(more),
    ...(isOrganizationNumber(orgnr)
      ? []
      : ['ORGNR must be an organisation number (nine digits, modulus 11)']),
    ...(late ? ['--at must be a date (YYYY-MM-DD) or an instant with a zone'] : []),
  ]);
  return { name: 'end', orgnr, ...(at && { at: at.from }) };
}

async function readAdd(args: string[]): Promise<Enrolment[]> {
  const read = readArguments(args, {
    ...{ file: 'value', orgnr: 'value', name: 'value', sector: 'value', delivers: 'flag', consumes: 'flag' },
    ...{ from: 'value', to: 'value', 'client-id': 'value', jwks: 'value', 'jwks-uri': 'value' },
  });
  const faults = [...read.faults, ...superfluous(read.positionals)];
  const file = read.options.get('file');
  if (file === undefined) return [await readOne(read, faults)];
  if (read.options.size > 1)
    faults.push('--file stands alone: what it holds takes the place of the other options');
  const json = await readJson('--file', String(file), faults);
  const enrolments = readEnrolments(json);
  if ('faults' in enrolments) faults.push(...(json === undefined ? [] : enrolments.faults));
  refuse(faults);
  return enrolments as Enrolment[];
}

async function readOne({ options }: Arguments, faults: string[]): Promise<Enrolment> {
  const file = options.get('jwks');
  const jwks = file === undefined ? undefined : await readJson('--jwks', String(file), faults);
  const enrolment = readEnrolment({
    ...Object.fromEntries([...options].map(([name, value]) => [name.replace('-', '_'), value])),
    ...(options.get('to') === 'none' && { to: null }),
    jwks,
  });
  if ('faults' in enrolment) {
    const unread = file !== undefined && jwks === undefined;
    const own = enrolment.faults.filter((fault) => !(unread && fault.startsWith('client_id goes')));
    faults.push(...own.map((fault) => `--${fault.replace(/client_id|jwks_uri/g, hyphened)}`));
  }
  refuse(faults);
  return enrolment as Enrolment;
}

const hyphened = (name: string) => name.replace('_', '-');

async function readJson(option: string, file: string, faults: string[]): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push(code ? `${option} ${file} cannot be read (${code})` : `${option} ${file} is not JSON`);
    return undefined;
  }
}

function superfluous(positionals: string[]): string[] {
  return positionals.map((one) => `${one} is one argument too many`);
}

function refuse(faults: string[]): void {
  if (faults.length > 0) throw new UsageError(faults);
}
