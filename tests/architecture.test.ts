import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as rules from './architecture/rules.ts';
import { readProject } from './architecture/source-file.ts';

const project = readProject(fileURLToPath(new URL('..', import.meta.url)));

describe('the project keeps its architecture', () => {
  test.each(Object.entries(rules))('%s', (_, rule) => {
    expect(project.flatMap(rule)).toEqual([]);
  });

  test('every area was read', () => {
    const read = new Set(project.map(({ path }) => path.split('/')[0]));
    expect([...read]).toEqual(
      expect.arrayContaining(['app', 'fixtures', 'launch', 'server', 'tests', 'package-lock.json']),
    );
  });
});

type Sample = [rule: keyof typeof rules, path: string, text: string];

const broken: Sample[] = [
  ['folders', 'server/clinical/units.ts', "import { x } from '../errors.ts';"],
  ['folders', 'server/clinical/units.ts', "import { readFile } from 'node:fs';"],
  ['folders', 'server/clinical/units.ts', "import type { Pool } from 'pg';"],
  ['folders', 'server/routes/token.ts', "import { createEhr } from '../../launch/ehr/server.ts';"],
  ['folders', 'server/routes/token.ts', "export * from '#fixtures/patients.ts';"],
  ['folders', 'server/routes/token.ts', "const page = await import('../../app/main.ts');"],
  ['folders', 'app/smart/oauth.ts', "import { FhirError } from '../../server/errors.ts';"],
  ['folders', 'app/smart/oauth.ts', "import { join } from 'node:path';"],
  [
    'folders',
    'app/App.svelte',
    '<p>x</p>\n<script lang="ts">\n  import x from \'../launch/x.ts\';\n</script>',
  ],
  ['folders', 'app/App.svelte', "{#await import('../fixtures/x.ts')}…{/await}"],
  ['folders', 'launch/main.ts', "import { migrate } from '../server/database/migrate.ts';"],
  ['folders', 'launch/main.ts', "import { vitalSigns } from '#clinical/vital-signs.ts';"],
  ['folders', 'fixtures/patients.ts', "import { vitalSigns } from '../server/clinical/vital-signs.ts';"],
  ['folders', 'fixtures/patients.ts', "import Joi from 'joi';"],
  ['clinicalByItsName', 'app/fhir/trend.ts', "import { round } from '../../server/clinical/units.ts';"],
  ['confinedPackages', 'server/access/exchange.ts', "import Hapi from '@hapi/hapi';"],
  ['confinedPackages', 'server/access/exchange.ts', "import type { Request } from '@hapi/hapi';"],
  ['confinedPackages', 'server/access/exchange.ts', "import { Client } from 'fhir-kit-client';"],
  ['confinedPackages', 'app/overview/Sparkline.svelte', "<script>import { Chart } from 'chart.js';</script>"],
  ['confinedPackages', 'app/trends/axis.ts', "import FHIR from 'fhirclient';"],
  ['confinedPackages', 'server/routes/token.ts', "import pg from 'pg';"],
  ['confinedPackages', 'server/routes/helseid.ts', "import { randomState } from 'openid-client';"],
  ['importsByName', 'server/store/choose.ts', 'const store = await import(`./${name}.ts`);'],
  ['environment', 'server/listen.ts', 'const port = process.env.PORT;'],
  ['environment', 'app/main.ts', 'if (import.meta.env.DEV) start();'],
  ['sandboxIsAnAddress', 'server/access/exchange.ts', 'if (isSandbox) return;'],
  ['length', 'server/server.ts', 'x;\n'.repeat(251)],
  ['names', 'server/fhir-utils.ts', ''],
  ['names', 'app/helpers/format.ts', ''],
  ['names', 'server/store-manager.ts', ''],
  ['unfinished', 'server/server.ts', '// TODO'],
  ['unfinished', 'tests/server/x.test.ts', "test.skip('x', () => {});"],
  ['places', 'scripts/deploy.sh', ''],
  ['places', 'notes.md', ''],
  ['lockfile', 'package-lock.json', '{"packages":{"x":{"resolved":"https://registry.example/x.tgz"}}}'],
  [
    'lockfile',
    'tests/x/package-lock.json',
    '{"packages":{"x":{"resolved":"https://registry.example/x.tgz"}}}',
  ],
];

const kept: Sample[] = [
  [
    'folders',
    'server/routes/token.ts',
    "import { x } from '../clinical/units.ts';\nimport Hapi from '@hapi/hapi';",
  ],
  ['folders', 'app/App.svelte', '<script lang="ts">\n  import { x } from \'#clinical/units.ts\';\n</script>'],
  ['folders', 'launch/main.ts', "import { patients } from '#fixtures/patients.ts';"],
  ['folders', 'tests/server/x.test.ts', "import { x } from '../../launch/main.ts';"],
  ['clinicalByItsName', 'app/fhir/trend.ts', "import { round } from '#clinical/units.ts';"],
  ['confinedPackages', 'server/plugins/cors.ts', "import type { Plugin } from '@hapi/hapi';"],
  ['importsByName', 'app/App.svelte', "{#await import('./trends/TrendView.svelte')}…{/await}"],
  ['environment', 'server/config.ts', 'const port = process.env.PORT;'],
  ['length', 'server/server.ts', 'x;\n'.repeat(250)],
  ['names', 'server/fhir/communication.ts', ''],
  ['places', 'server/server.ts', ''],
  ['lockfile', 'package-lock.json', '{"packages":{"x":{"funding":{"url":"https://example.org/x"}}}}'],
];

describe('the rules', () => {
  test.each(broken)('%s: finds fault with %s (%#)', (rule, path, text) => {
    expect(rules[rule]({ path, text })).toHaveLength(1);
  });

  test.each(kept)('%s: lets pass %s (%#)', (rule, path, text) => {
    expect(rules[rule]({ path, text })).toEqual([]);
  });
});
