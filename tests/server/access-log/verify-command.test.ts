import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readAccessLogKey } from '../../../server/access-log/key-file.ts';
import { run } from '../../../server/access-log/verify/run.ts';
import { runProgram } from '../../support/command.ts';
import type { TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { keyOf, migratedDatabase, openLog, recordOf, secret, type OpenLog } from './log.ts';

let database: TestDatabase;
let log: OpenLog;
let folder: string;
const people = [newPerson(), newPerson()] as const;
let persons: number[];

beforeAll(async () => {
  database = await migratedDatabase();
  log = openLog(database);
  folder = await mkdtemp(join(tmpdir(), 'verify-log-'));
  for (let n = 0; n < 5; n++) await Promise.all(people.map((person) => log.write(recordOf(person))));
  persons = await Promise.all(people.map((person) => keyOf(database.pool, person)));
  await sql(
    'create table entry_before as table access_entry; create table chain_before as table access_chain',
  );
});
afterAll(async () => {
  await log.close();
  await database.drop();
  await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
});
beforeEach(() =>
  sql(`delete from access_entry; delete from access_chain;
       insert into access_entry table entry_before; insert into access_chain table chain_before`),
);

const sql = (text: string) => database.pool.query(text);
const environment = () => ({ DATABASE_URL: database.url, ACCESS_LOG_KEY: secret.toString('base64url') });

/** What the command answers: never a national number. */
async function command(args: string[], { input = '', env = {} } = {}) {
  let [out, err] = ['', ''];
  const terminal = {
    stdin: Readable.from([input]),
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const code = await run(args, terminal, { ...environment(), ...env });
  for (const { value } of people) expect(out + err).not.toContain(value);
  return { code, out, err };
}

const cut = (person: number | undefined, from: number) =>
  sql(`delete from access_entry where person = ${person} and sequence >= ${from}`);

/** An older state of one chain, whole and sealed: what only an anchor tells from the truth. */
async function rollBack(person: number | undefined, work: () => Promise<void>): Promise<void> {
  await sql(`create table old_entry as select * from access_entry where person = ${person};
             create table old_chain as select * from access_chain where person = ${person}`);
  await work();
  await sql(`delete from access_entry where person = ${person}; delete from access_chain where person = ${person};
             insert into access_entry table old_entry; insert into access_chain table old_chain;
             drop table old_entry, old_chain`);
}

describe('npm run verify-log', () => {
  test('as a program: 0 and one line when every chain is proved, 1 and the broken links when not', async () => {
    const program = () => runProgram('server/access-log/verify-command.ts', [], environment());
    expect(await program()).toEqual({ code: 0, stdout: 'Proved: 2 chains with 10 entries.\n', stderr: '' });
    await cut(persons[0], 4);
    expect(await program()).toEqual({
      code: 1,
      stdout: `person ${persons[0]}: truncated: there is no entry 4 any more\nBROKEN: 1 of 2 chains, with 8 entries in all.\n`,
      stderr: '',
    });
  });

  test('--json tells the same to a program', async () => {
    expect(JSON.parse((await command(['--json'])).out)).toEqual({
      ...{ proved: true, chains: 2, entries: 10, faults: [] },
    });
    await sql(`update access_entry set record = replace(record, 'TREAT', 'BTG') where sequence = 3`);
    const { code, out } = await command(['--json']);
    expect([code, out.split('\n').length]).toEqual([1, 2]);
    expect(JSON.parse(out)).toEqual({
      ...{ proved: false, chains: 2, entries: 10 },
      faults: [...persons].sort((a, b) => a - b).map((person) => ({ person, kind: 'changed', sequence: 3 })),
    });
  });

  test('one person: by key, by number, or by a number that is read', async () => {
    await cut(persons[0], 4);
    const [broken, whole] = people;
    for (const [args, input] of [
      [['--person', String(persons[0])], ''],
      [['--person', broken.value], ''],
      [['--person', '-'], `${broken.value}\n`],
    ] as const) {
      const { code, out } = await command([...args], { input });
      expect([code, out]).toEqual([1, expect.stringContaining(`person ${persons[0]}: truncated`)]);
    }
    expect(await command(['--person', whole.value])).toMatchObject({
      code: 0,
      out: 'Proved: 1 chains with 5 entries.\n',
    });
    expect(await command(['--person', newPerson().value])).toMatchObject({
      code: 2,
      err: 'Nothing is known of that person\n',
    });
  });

  test.each<[string, string[], RegExp[]]>([
    ['an argument', ['13717404089'], [/^- There is an argument too many/]],
    ['an option that is none', ['--all', '--13717404089'], [/--all is not an option/, /an option too many/]],
    ['a number that is none', ['--person', '13717404080'], [/--person must be a key, a fødselsnummer/]],
    ['no value', ['--anchor', '--json'], [/--anchor needs a value/]],
  ])('called with %s: 2, and what is wrong, without a number', async (_, args, rules) => {
    const { code, out, err } = await command(args);
    expect([code, out]).toEqual([2, '']);
    for (const rule of rules) expect(err).toMatch(rule);
    expect(err).toContain('Usage:\nnpm run verify-log');
    expect(err).not.toMatch(/\d{11}/);
  });

  test('what was read is no number', async () => {
    const { code, err } = await command(['--person', '-'], { input: '13717404080\n' });
    expect(code).toBe(2);
    expect(err).toMatch(/no fødselsnummer/);
    expect(err).not.toContain('13717404080');
  });

  test('cannot be done: 2, not 0, and no key is made up', async () => {
    const without = { ACCESS_LOG_KEY: '', DATA_DIR: folder };
    expect(await command([], { env: without })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^There is no key: set ACCESS_LOG_KEY/),
    });
    expect(await readdir(folder)).toEqual([]);
    expect(await command([], { env: { ACCESS_LOG_KEY: 'short' } })).toMatchObject({ code: 2 });
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    expect(await command([], { env: nowhere })).toMatchObject({ code: 2, out: '' });
  });

  test('the key of the data folder, which a facade makes once', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'verify-log-key-'));
    const made = await Promise.all([readAccessLogKey({ dataDir }), readAccessLogKey({ dataDir })]);
    expect(made[0]).toEqual(made[1]);
    const env = { ACCESS_LOG_KEY: '', DATA_DIR: dataDir };
    expect(await command([], { env })).toMatchObject({ code: 1 });
    await writeFile(join(dataDir, 'access-log.key'), secret.toString('base64url'));
    expect(await command([], { env })).toMatchObject({ code: 0 });
    await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 100 });
  });
});

describe('--anchor', () => {
  let anchor: string;
  beforeEach(async () => {
    anchor = join(folder, `${randomBytes(6).toString('hex')}.anchor`);
  });
  const use = (...args: string[]) => command(['--anchor', anchor, ...args]);
  const write = () => log.write(recordOf(people[0]));

  test('is written when there is none: one line a chain, no number; then held against, and renewed', async () => {
    expect(await use()).toMatchObject({ code: 0, out: expect.stringContaining('The anchor was written.') });
    const lines = (await readFile(anchor, 'utf8')).split('\n');
    const sorted = [...persons].sort((a, b) => a - b);
    expect(lines).toEqual([
      'hjemmekurve access-log anchor 1',
      ...sorted.map((person) => expect.stringMatching(new RegExp(`^${person} 5 [0-9a-f]{64}$`))),
      expect.stringMatching(/^seal -?\d+ [0-9a-f]{64}$/),
      '',
    ]);
    await write();
    expect(await use()).toMatchObject({ code: 0, out: expect.stringContaining('The anchor was renewed.') });
    expect(await readFile(anchor, 'utf8')).toContain(`${persons[0]} 6 `);
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('tells a chain that was set back as a whole, which nothing in the database does', async () => {
    await rollBack(persons[0], async () => {
      await write();
      expect(await use()).toMatchObject({ code: 0 });
    });
    expect(await command([])).toMatchObject({ code: 0 });
    const before = await readFile(anchor, 'utf8');
    const { code, out } = await use();
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(
        `person ${persons[0]}: truncated: there is no entry 6 any more, by the anchor\nBROKEN: 1 of 2 [^\n]*\nThe anchor was left as it is.`,
      ),
    ]);
    expect(await readFile(anchor, 'utf8')).toBe(before);
    expect(await use('--person', String(persons[0]))).toMatchObject({ code: 1 });
    expect(await use('--person', String(persons[1]))).toMatchObject({
      code: 0,
      out: expect.stringContaining('No chain is shorter than the anchor says.'),
    });
  });

  test('tells a chain that was set back and grew again', async () => {
    await rollBack(persons[0], async () => {
      await write();
      await use();
    });
    await write();
    await write();
    expect(await command([])).toMatchObject({ code: 0 });
    expect(JSON.parse((await use('--json')).out)).toMatchObject({
      faults: [{ person: persons[0], kind: 'changed', sequence: 6, againstAnchor: true }],
    });
  });

  test('tells a chain of which nothing is left', async () => {
    await use();
    await sql(`delete from access_entry where person = ${persons[1]};
               delete from access_chain where person = ${persons[1]}`);
    expect(await command([])).toMatchObject({ code: 0 });
    expect(JSON.parse((await use('--json')).out)).toMatchObject({
      faults: [{ person: persons[1], kind: 'truncated', sequence: 1, againstAnchor: true }],
      anchor: 'kept',
    });
  });

  test.each<[string, (text: string) => string]>([
    ['a changed number', (text) => text.replace(' 5 ', ' 4 ')],
    ['a line less', (text) => text.replace(/^-?\d+ 5 .*\n/m, '')],
    ['no seal', (text) => text.replace(/^seal.*\n/m, '')],
    ['lines after the seal', (text) => `${text}1 1 ${'0'.repeat(64)}\n`],
    ['a second seal over nothing', (text) => text.replace(/^(seal.*\n)/m, '$1$1')],
    ['nothing in it', () => ''],
  ])('with %s proves nothing: 2', async (_, change) => {
    await use();
    await writeFile(anchor, change(await readFile(anchor, 'utf8')));
    const { code, out, err } = await use();
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/anchor file/);
  });

  test('cannot be held against one person when there is none, nor be written where there is no folder', async () => {
    expect(await use('--person', String(persons[0]))).toMatchObject({ code: 2 });
    expect(await command(['--anchor', join(folder, 'none', 'x')])).toMatchObject({ code: 2 });
  });
});

test('after a change of the key: what the former one wrote is proved with it, and not without', async () => {
  const env = { ACCESS_LOG_KEY: Buffer.alloc(32, 12).toString('base64url') };
  expect(await command([], { env })).toMatchObject({ code: 1 });
  const former = [Buffer.alloc(32, 13), secret].map((key) => key.toString('base64url')).join();
  expect(await command([], { env: { ...env, ACCESS_LOG_FORMER_KEYS: former } })).toMatchObject({ code: 0 });
});
