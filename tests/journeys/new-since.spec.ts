import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { practitioners } from '#fixtures/practitioners.ts';
import { findAccessLogKey } from '../../server/access-log/key-file.ts';
import { deriveLogKeys } from '../../server/access-log/log-keys.ts';
import { createAccessLog } from '../../server/access-log/postgres-access-log.ts';
import { createPool } from '../../server/database/pool.ts';
import { heartRate } from '../support/observation-builders.ts';
import { deliverAsSource, newIdentifier, numberOf } from './deliver-as-source.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  launch,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';
import { stack } from './stack.ts';

/** No other journey looks at this patient as this clinician, or delivers about her. */
const patient = 'copd';
const practitioner = 'municipal-nurse';

const person = numberOf(patient);
const hpr = practitioners
  .find(({ id }) => id === practitioner)
  ?.resource.identifier?.find(({ system }) => system === 'urn:oid:2.16.578.1.12.4.1.4.4')?.value;

/** The clinician looked an hour ago, and all there is of the patient was received the day before. */
async function lookedBefore(): Promise<void> {
  const { dataDir } = stack();
  const url = (await readFile(join(dataDir, 'postgres', 'url'), 'utf8')).trim();
  const pool = createPool(url, { max: 2, pipeline: true });
  const log = createAccessLog({
    readers: pool,
    writers: pool,
    keys: deriveLogKeys((await findAccessLogKey({ dataDir })) as Uint8Array),
  });
  await pool.query(
    `update measurement set received_s = received_s - 86400
      where person = (select person from person_identity where system = $1 and value = $2)`,
    [person.system, person.value],
  );
  await log.write({
    person,
    occurred: Date.now() - 3_600_000,
    actor: {
      kind: 'clinician',
      hpr: String(hpr),
      name: 'X',
      organization: { orgnr: '310518778', name: 'X' },
    },
    action: 'latest',
    basis: 'TREAT',
    disclosed: { codes: [], count: 0, digest: '' },
    request: randomUUID(),
  });
  await pool.end();
}

/** Each try is a first visit. */
test('before the first visit nothing is marked as new, and that is said', async ({ page }, {
  retry,
  repeatEachIndex,
}) => {
  await launch(page, {
    patient: ['copd', 'frail', 'hypertension'][retry + repeatEachIndex] ?? patient,
    practitioner,
  });
  await expect(overviewOf(page)).toBeVisible();
  await expect(page.getByTestId('new-since')).toContainText('ikke sett på målingene til denne pasienten før');
  await expect(page.locator('[data-new]')).toHaveCount(0);
});

test('new since my last visit: what was received since, late ones too', async ({ page }) => {
  const told = page.getByTestId('new-since');
  await lookedBefore();
  const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  await deliverAsSource(
    ['new'],
    heartRate(person, at(0.01), 91, newIdentifier()),
    heartRate(person, at(120), 84, newIdentifier()),
  );

  await launch(page, { patient, practitioner });
  await expect(told).toContainText(/^✦ 2 nye målinger mottatt siden du sist så, .*1 av dem er målt utenfor/);
  await expect(rowOf(page, 'heart-rate').locator('[data-new]')).toHaveText('✦ 2 nye');
  await expect(rowOf(page, 'heart-rate')).toContainText('1 målt før perioden');
  await expect(page.locator('[data-new]')).toHaveCount(1);
  await expectAccessible(page);

  await openTrend(page, 'heart-rate');
  await expect(told).toContainText('2 nye målinger mottatt');
  const marked = page.getByTestId('measurements').locator('tr', { has: page.locator('[data-new]') });
  await expect(marked).toHaveCount(1);
  await expect(marked.locator('.value')).toHaveText('91');
  await page.getByRole('application').focus();
  await page.keyboard.press('End');
  await expect(page.locator('p[aria-live="polite"]')).toContainText('. Nytt. 91');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  await page.emulateMedia({ media: 'print' });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  await expect(page.getByTestId('paper-table').locator('tbody tr').first()).toBeVisible();
  await expect(page.getByTestId('paper-table').locator('[data-new]').first()).toBeAttached();
  await expect(page.locator('[data-new]:visible')).toHaveCount(0);
  await expect(told).toBeHidden();
});
