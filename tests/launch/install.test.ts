import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { staleness } from '../../launch/install.mjs';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'install-'));
});
afterEach(() => rm(root, { recursive: true }));

interface LockEntry {
  version: string;
  optional?: true;
  extraneous?: true;
  os?: string[];
  cpu?: string[];
}

const writeLock = async (file: string, packages: Record<string, LockEntry>) => {
  await mkdir(join(root, 'node_modules'), { recursive: true });
  await writeFile(join(root, file), JSON.stringify({ packages: { '': { version: '0.1.0' }, ...packages } }));
};
const wanted = (packages: Record<string, LockEntry>) => writeLock('package-lock.json', packages);
const installed = (packages: Record<string, LockEntry>) =>
  writeLock('node_modules/.package-lock.json', packages);
const onDisk = async (path: string) => {
  await mkdir(join(root, path), { recursive: true });
  await writeFile(join(root, path, 'package.json'), '{}');
};

const here = { os: [process.platform], cpu: [process.arch] };
const elsewhere = { os: ['plan9'], cpu: [process.arch] };

describe('staleness', () => {
  test('nothing to do when everything is there in the wanted version', async () => {
    await wanted({ 'node_modules/a': { version: '1.0.0' } });
    await installed({ 'node_modules/a': { version: '1.0.0' } });
    await onDisk('node_modules/a');
    expect(staleness(root)).toBeUndefined();
  });

  test('no node_modules, and an installation that was broken off', async () => {
    await wanted({ 'node_modules/a': { version: '1.0.0' } });
    expect(staleness(root)).toBe('no complete installation');
    await onDisk('node_modules/a');
    expect(staleness(root)).toBe('no complete installation');
  });

  test('another version, a new package, a package that was deleted', async () => {
    await wanted({ 'node_modules/a': { version: '1.0.1' } });
    await installed({ 'node_modules/a': { version: '1.0.0' } });
    expect(staleness(root)).toBe('node_modules/a differs');
    await installed({});
    expect(staleness(root)).toBe('node_modules/a differs');
    await installed({ 'node_modules/a': { version: '1.0.1' } });
    expect(staleness(root)).toBe('node_modules/a is missing');
  });

  test('what the lock file only remembers may be absent', async () => {
    await installed({});
    await wanted({ 'node_modules/a': { version: '1.0.0', extraneous: true } });
    expect(staleness(root)).toBeUndefined();
  });

  test('an optional package may be absent, but not the one for this platform', async () => {
    await installed({});
    await wanted({ 'node_modules/a': { version: '1.0.0', optional: true, ...elsewhere } });
    expect(staleness(root)).toBeUndefined();
    await wanted({ 'node_modules/a': { version: '1.0.0', optional: true, ...here } });
    expect(staleness(root)).toBe('node_modules/a differs');
  });
});
