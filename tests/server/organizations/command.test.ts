import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sandboxOrganizations } from '../../../launch/enrol.ts';
import { run } from '../../../server/organizations/run.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { p384, privateEc } from './keys.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'organisations-'));
});
/** Not migrated: that is the command's own to do. */
beforeEach(() => database.pool.query('drop schema public cascade; create schema public'));
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
});

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  return { code: await run(args, output, { DATABASE_URL: database.url }), out, err };
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const listed = async () => JSON.parse((await command('list', '--json')).out) as Record<string, unknown>[];
const oslo = ['--orgnr', '958935420', '--name', 'Oslo kommune', '--sector', 'municipality'];

describe('npm run organisations', () => {
  test('adds one, as its options say, and lists it for people and for programs', async () => {
    const keys = await file('keys.json', { keys: [p384] });
    const client = ['--client-id', 'oslo', '--jwks', keys];
    const period = ['--from', '2026-01-01', '--to', '2099-01-01'];
    expect(await command('add', ...oslo, '--delivers', ...period, ...client)).toEqual({
      code: 0,
      out: 'added 958935420 Oslo kommune\n',
      err: '',
    });
    expect(await listed()).toEqual([
      {
        orgnr: '958935420',
        name: 'Oslo kommune',
        sector: 'municipality',
        delivers: true,
        consumes: false,
        from: '2025-12-31T23:00:00.000Z',
        to: '2098-12-31T23:00:00.000Z',
        enrolled: true,
        clients: [{ client_id: 'oslo', jwks: { keys: [p384] } }],
      },
    ]);
    const { out } = await command('list');
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['orgnr', 'name', 'sector', 'delivers', 'consumes', 'state', 'clients'],
      [
        ...['958935420', 'Oslo kommune', 'municipality', 'yes', 'no'],
        ...['enrolled since 2026-01-01 00:00 until 2099-01-01 00:00', 'oslo'],
      ],
      [''],
    ]);
  });

  test('the same again changes nothing; other words are a change; --to none takes the end away', async () => {
    await command('add', ...oslo, '--to', '2099-01-01');
    expect((await command('add', ...oslo)).out).toMatch(/^unchanged /);
    expect((await command('add', ...oslo, '--consumes')).out).toMatch(/^changed /);
    expect((await command('add', ...oslo, '--consumes', '--to', 'none')).out).toMatch(/^changed /);
    expect(await listed()).toMatchObject([{ consumes: true, to: null }]);
  });

  test('adds many from a file', async () => {
    const many = await file('sandbox.json', sandboxOrganizations());
    const first = await command('add', '--file', many);
    expect(first.code).toBe(0);
    expect(first.out.match(/^added /gm)).toHaveLength(5);
    const before = await listed();
    expect(before.filter(({ delivers }) => delivers)).toHaveLength(4);
    expect((await command('add', '--file', many)).out.match(/^unchanged /gm)).toHaveLength(5);
    expect(await listed()).toEqual(before);
  });

  test('ends one: now, or on a day', async () => {
    await command('add', ...oslo, '--from', '2026-01-01');
    expect((await command('end', '958935420', '--at', '2099-01-01')).out).toContain('until 2099-01-01 00:00');
    expect(await listed()).toMatchObject([{ enrolled: true }]);
    const ended = await command('end', '958935420');
    expect([ended.code, ended.out]).toEqual([
      0,
      expect.stringMatching(/^958935420 Oslo kommune: ended \d{4}-/),
    ]);
    expect(await listed()).toMatchObject([{ enrolled: false }]);
    expect((await command('list')).out).toContain('ended ');
  });

  test('lists one that is yet to begin as such, and an empty register as empty', async () => {
    expect((await command('list')).out).toBe('No organisation is in the register.\n');
    await command('add', ...oslo, '--from', '2099-01-01');
    expect((await command('list')).out).toContain('enrolled from 2099-01-01 00:00');
  });

  test('fails with 1 when it cannot be done', async () => {
    expect(await command('end', '958935420')).toMatchObject({ code: 1, err: /not in the register/ });
    const keys = await file('keys.json', { keys: [p384] });
    await command('add', ...oslo, '--client-id', 'shared', '--jwks', keys);
    const other = ['--orgnr', '313392147', '--name', 'Sykehuset', '--sector', 'hospital'];
    const taken = await command('add', ...other, '--client-id', 'shared', '--jwks', keys);
    expect([taken.code, taken.err]).toEqual([
      1,
      expect.stringContaining('belongs to organisation 958935420'),
    ]);
    const output = { stdout: { write: () => true }, stderr: { write: () => true } };
    expect(await run(['list'], output, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toBe(1);
  });
});

describe('called wrongly, it names every fault, touches nothing and ends with 2', () => {
  test.each<[string, string[], RegExp[]]>([
    ['nothing', [], [/list, add or end/]],
    ['another word', ['remove'], [/remove is not list, add or end/]],
    ['too much', ['list', 'x', '--all'], [/x is one argument too many/, /--all is not an option/]],
    ['a flag with a value', ['list', '--json=yes'], [/--json takes no value/]],
    ['no number to end', ['end', '--at', 'tomorrow'], [/ORGNR must be/, /--at must be a date/]],
    ['a wrong number to end', ['end', '958935421'], [/ORGNR must be .*modulus 11/]],
    ['nothing to add', ['add'], [/--orgnr is required/, /--name is required/, /--sector is required/]],
    [
      'a handful at once',
      ['add', '--orgnr', '958935421', '--sector', 'county', '--to', '2026', '--client-id', 'x', '-v', 'more'],
      [
        ...[/--orgnr .*modulus 11/, /--sector must be/, /--name is required/, /--to must be a date/],
        ...[/--client-id goes with jwks or jwks-uri/, /-v is not an option/, /more is one argument too many/],
      ],
    ],
    ['an option twice', ['add', ...oslo, '--name', 'Oslo'], [/--name is given more than once/]],
    ['an option without its value', ['add', ...oslo, '--from'], [/--from needs a value/, /--from must be/]],
    [
      'a file that is not there',
      ['add', ...oslo, '--client-id', 'x', '--jwks', '/nowhere.json'],
      [/--jwks \/nowhere\.json cannot be read \(ENOENT\)/],
    ],
    [
      'a file and more',
      ['add', '--file', '/nowhere.json', '--delivers'],
      [/--file stands alone/, /--file .*ENOENT/],
    ],
  ])('%s', async (_, args, rules) => {
    await command('list');
    const { code, out, err } = await command(...args);
    expect([code, out]).toEqual([2, '']);
    const faults = err.split('\n').filter((line) => line.startsWith('- '));
    expect(faults).toHaveLength(rules.length);
    for (const rule of rules) expect(faults).toContainEqual(expect.stringMatching(rule));
    expect(err).toContain('Usage:\nnpm run organisations');
    expect(await listed()).toEqual([]);
  });

  test('a private key, on its own or in a file of many, is refused and never repeated', async () => {
    const keys = await file('private.json', { keys: [privateEc] });
    const one = await command('add', ...oslo, '--client-id', 'x', '--jwks', keys);
    const [sandbox] = sandboxOrganizations();
    const many = await file('many.json', [{ ...sandbox, client_id: 'x', jwks: { keys: [privateEc] } }]);
    const more = await command('add', '--file', many);
    expect([one.code, more.code]).toEqual([2, 2]);
    expect(one.err).toContain('--jwks.keys[0].d: only public keys belong here');
    expect(more.err).toContain('[0].jwks.keys[0].d: only public keys belong here');
    expect(one.err + more.err).not.toContain(privateEc.d);
    expect(await listed()).toEqual([]);
  });

  test('a file that is not JSON, or of which one entry is wrong', async () => {
    const half = await command('add', '--file', await file('half.json', '[{'));
    expect([half.code, half.err]).toEqual([
      2,
      expect.stringMatching(/^- --file .*half\.json is not JSON\n\n/),
    ]);
    const [good, other] = sandboxOrganizations();
    const bad = await command(
      'add',
      '--file',
      await file('bad.json', [good, { ...other, sector: 'county' }]),
    );
    expect([bad.code, bad.err]).toEqual([2, expect.stringMatching(/^- \[1\]\.sector must be/)]);
    expect(await listed()).toEqual([]);
  });

  test('a DATABASE_URL that is none', async () => {
    let err = '';
    const output = { stdout: { write: () => true }, stderr: { write: (text: string) => (err += text) } };
    expect(await run(['list'], output, { DATABASE_URL: 'mysql://db' })).toBe(2);
    expect(err).toContain('DATABASE_URL');
  });
});
