import { expect, test } from '@playwright/test';
import { heartRate } from '../support/observation-builders.ts';
import { deliverAsSource, numberOf, ofSource } from './deliver-as-source.ts';
import { expectAccessible, expectNoSidewaysScroll, launch, openTrend, overviewOf } from './launching.ts';

/** Heart rate, delivered here and nowhere else. */
const patient = 'frail';
const person = numberOf(patient);

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

test('a measurement that its source has withdrawn is listed, and is in no curve, table or count', async ({
  page,
}) => {
  const value = 300 + Math.round(Math.random() * 1e6) / 1e6;
  const wrong = heartRate(person, daysAgo(9), value, ofSource());
  await deliverAsSource('new', wrong);
  await deliverAsSource('changed', { ...wrong, status: 'entered-in-error' });

  await launch(page, { patient });
  await expect(overviewOf(page)).toBeVisible();
  await openTrend(page, 'heart-rate');
  const listed = page
    .getByTestId('withdrawn')
    .getByRole('row')
    .filter({ hasText: `${value} /min` });
  await expect(listed).toHaveCount(1);
  await expect(listed).toContainText(/kl\. .*✕ Trukket tilbake, .* kl\. /);
  await expect(page.getByRole('heading', { name: 'Trukket tilbake av kilden' })).toBeVisible();
  await expect(page.getByTestId('measurements')).not.toContainText('300');
  await expect(page.getByTestId('summary')).not.toContainText('300');
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});
