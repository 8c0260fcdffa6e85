import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { patients } from '#fixtures/patients.ts';
import { complaintsOf, failureOf, noticeOf, openInFrame, overviewOf } from './launching.ts';

type Patient = (typeof patients)[number];

/** Every vital sign of the catalogue has its row, whatever the patient has. */
const signs = 12;

const unknowable = 'without-national-id';
const never = 'no-data';

/** What a patient of a journey shows who is not restricted: from the EHR's frame to overview, trend and table. */
export async function goWholeWay(page: Page, { id, resource }: Patient): Promise<void> {
  const name = resource.name?.[0];
  const written = [...(name?.given ?? []), name?.family].join(' ');
  const complaints = complaintsOf(page);
  const app = await openInFrame(page, id, 'hospital-doctor');
  const banner = app.getByRole('region', { name: 'Pasient', exact: true });
  await expect(banner).toContainText(written);
  await expect(banner.locator('time')).toHaveAttribute('datetime', resource.birthDate ?? '');

  if (id === unknowable) {
    await expect(failureOf(app)).toHaveAttribute('data-failure', 'patient-identity');
    return;
  }
  await expect(overviewOf(app).locator('tbody tr')).toHaveCount(signs);
  await expect(app.getByText('ikke en akuttjeneste')).toBeVisible();
  const measured = overviewOf(app).locator('tbody tr:not(.empty)');
  if (id === never) {
    await expect(noticeOf(app, 'never')).toBeVisible();
    await expect(measured).toHaveCount(0);
    return;
  }
  await expect(app.getByText('Siste data mottatt')).toBeVisible();

  const tones = await measured.evaluateAll((rows) =>
    rows.map((row) => String(row.getAttribute('data-tone'))),
  );
  const reds = tones.filter((tone) => tone === 'red').length;
  expect(tones.slice(0, reds).every((tone) => tone === 'red')).toBe(true);
  await expect(measured.first().locator('[data-flag]').first()).toBeVisible();

  await measured.first().getByRole('link').click();
  await expect(app.locator('main h1')).toBeVisible();
  await expect(banner).toContainText(written);
  const table = app.getByTestId('measurements');
  await expect(table.locator('tbody tr').first()).toBeVisible();
  const count = Number(await table.getAttribute('data-count'));
  await expect(app.getByTestId('summary')).toContainText(
    `${new Intl.NumberFormat('nb-NO').format(count)} måling`,
  );
  await expect(app.locator('canvas')).toBeVisible();
  expect(complaints).toEqual([]);
}
