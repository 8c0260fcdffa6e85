import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, launch, openTrend } from './launching.ts';
import { stack } from './stack.ts';

const write = { name: 'Skriv til journalen' };
const noteOf = (page: Page) => page.getByRole('listitem').and(page.locator('[data-note]'));

/** Opens the text for the journal of one vital sign, and answers it as it stands there. */
async function openText(page: Page, patient: string, sign: string, more: object = {}): Promise<string> {
  await launch(page, { patient, ...more });
  await openTrend(page, sign);
  await page.getByRole('button', { name: 'Tekst til journalen' }).click();
  return await page.getByRole('textbox', { name: 'Tekst til journalen' }).inputValue();
}

/** The notes as the EHR's own page shows them. */
async function notesInRecord(patient: string, text: string): Promise<number> {
  const page = await (await fetch(`${stack().ehr}/notes?${new URLSearchParams({ patient })}`)).text();
  return page.split(text).length - 1;
}

test('the text that was seen is written once, to the record of the window’s own patient', async ({
  context,
}) => {
  const [page, other] = [await context.newPage(), await context.newPage()];
  await page.setViewportSize({ width: 360, height: 800 });
  const text = await openText(page, 'heart-failure', 'body-weight');
  const otherText = await openText(other, 'copd', 'oxygen-saturation');
  await expect(page.getByText('blir lagret som et notat i journalen til')).toContainText(
    await page.getByRole('region', { name: 'Pasient', exact: true }).locator('.name').innerText(),
  );
  const tokens: string[] = [];
  page.on('request', (request) => {
    const posted = request.method() === 'POST' && request.url().endsWith('/DocumentReference');
    if (posted) tokens.push(new URL(request.url()).origin);
  });

  await page.getByRole('button', write).dblclick();
  await expect(noteOf(page)).toHaveAttribute('data-note', 'written');
  await expect(noteOf(page)).toContainText('Skrevet til journalen');
  expect(tokens).toEqual([stack().ehr]);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await other.getByRole('button', write).press('Enter');
  await expect(noteOf(other)).toHaveAttribute('data-note', 'written');
  expect(await notesInRecord('heart-failure', text)).toBe(1);
  expect(await notesInRecord('heart-failure', otherText)).toBe(0);
  expect(await notesInRecord('copd', otherText)).toBe(1);
  expect(await notesInRecord('copd', text)).toBe(0);
});

test('no answer: it is said that nobody knows, the note is looked for, and found once', async ({ page }) => {
  const text = await openText(page, 'heart-failure', 'blood-pressure');
  await page.route('**/fhir/DocumentReference', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', write).click();
  await expect(noteOf(page)).toHaveAttribute('data-note', 'unknown');
  await expect(noteOf(page)).toContainText('Det kan være skrevet, og det kan mangle.');
  await expect(page.getByRole('button', write)).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('button', { name: 'Let etter notatet i journalen' }).click();
  await expect(noteOf(page)).toHaveAttribute('data-note', 'written');
  expect(await notesInRecord('heart-failure', text)).toBe(1);
});

test('not granted: no button, and a sentence that says why', async ({ page }) => {
  await openText(page, 'heart-failure', 'body-weight', { faults: ['no-document-write'] });
  await expect(page.getByText('ikke gitt Hjemmekurve tilgang til å skrive')).toBeVisible();
  await expect(page.getByRole('button', write)).toHaveCount(0);
});
