import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../launch/config.ts';
import { loadKeys } from '../../launch/key-file.ts';

describe('configuration of the sandbox', () => {
  test('defaults', () => {
    const { dataDir, ...rest } = readConfig({});
    expect(rest).toEqual({
      port: 4000,
      ehrPort: 4001,
      helseidPort: 4002,
      pmdPort: 4003,
      store: 'embedded',
    });
    expect(isAbsolute(dataDir)).toBe(true);
    expect(dataDir.endsWith('.data')).toBe(true);
  });

  test('what is set', () => {
    const set = {
      PORT: '0',
      EHR_PORT: '5001',
      HELSEID_PORT: '5002',
      PMD_PORT: '0',
      STORE: 'pmd',
      SANDBOX_PATIENTS: 'copd, frail',
      DATA_DIR: '/tmp/x',
      DATABASE_URL: 'postgres://u:p@localhost/d',
    };
    expect(readConfig(set)).toEqual({
      port: 0,
      ehrPort: 5001,
      helseidPort: 5002,
      pmdPort: 0,
      store: 'pmd',
      patients: ['copd', 'frail'],
      dataDir: '/tmp/x',
      databaseUrl: 'postgres://u:p@localhost/d',
    });
  });

  test('an empty value counts as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 4000 });
  });

  test('every fault is named at once, no value repeated', () => {
    const wrong = {
      PORT: 'x',
      EHR_PORT: '70000',
      SANDBOX_PATIENTS: 'copd,hush',
      DATABASE_URL: 'mysql://u:hush@localhost/d',
    };
    expect(() => readConfig(wrong)).toThrow(/PORT[^]*EHR_PORT[^]*SANDBOX_PATIENTS[^]*DATABASE_URL/);
    try {
      readConfig(wrong);
    } catch (error) {
      expect(String(error)).not.toContain('hush');
    }
  });
});

describe('the sandbox’s keys', () => {
  const folders: string[] = [];
  const folder = async () => {
    folders.push(await mkdtemp(join(tmpdir(), 'keys-')));
    return folders.at(-1) ?? '';
  };
  afterEach(async () => {
    for (const path of folders.splice(0)) await rm(path, { recursive: true });
  });

  test('are made once per data folder, for the owner’s eyes only', async () => {
    const path = join(await folder(), 'sandbox', 'keys.json');
    const keys = await loadKeys(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await loadKeys(path)).toEqual(keys);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(keys);
  });

  test('are never made anew over a file that cannot be read', async () => {
    const path = join(await folder(), 'keys.json');
    await writeFile(path, '{"rs256":');
    await expect(loadKeys(path)).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('{"rs256":');
  });
});
