import { expect, test } from '@playwright/test';
import { failureOf, launch, launchUrl, openInFrame, openTrend, overviewOf } from './launching.ts';
import { stack } from './stack.ts';

const banner = { name: 'Pasient', exact: true };

test('two patients in two tabs, reloaded, each keep their own', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await launch(first, { patient: 'hypertension' });
  await launch(second, { patient: 'copd' });
  for (let round = 0; round < 2; round++) {
    await expect(first.getByRole('region', banner)).toContainText('Ærlig Bjørk');
    await expect(second.getByRole('region', banner)).toContainText('Grønn Skogsti');
    await expect(overviewOf(first)).toBeVisible();
    await expect(overviewOf(second)).toBeVisible();
    await Promise.all([first.reload(), second.reload()]);
  }
});

test('two patients one after the other in one tab: each address keeps its own, a reload too', async ({
  page,
}) => {
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  const first = page.url();
  await launch(page, { patient: 'copd' });
  await expect(page.getByRole('region', banner)).toContainText('Grønn Skogsti');
  await page.goto(first);
  await expect(page.getByRole('region', banner)).toContainText('Ærlig Bjørk');
  await page.reload();
  await expect(page.getByRole('region', banner)).toContainText('Ærlig Bjørk');
});

test('two launches side by side in one window’s storage both complete', async ({ page }) => {
  const second = await launchUrl({ patient: 'copd' });
  const first = await openInFrame(page, 'hypertension');
  await page.evaluate(
    `const frame = document.createElement('iframe');
     frame.title = 'Two';
     frame.src = ${JSON.stringify(second)};
     document.querySelector('main').append(frame);`,
  );
  const other = page.frameLocator('iframe[title="Two"]');
  await expect(first.getByRole('region', banner)).toContainText('Ærlig Bjørk');
  await expect(other.getByRole('region', banner)).toContainText('Grønn Skogsti');
  await expect(overviewOf(first)).toBeVisible();
  await expect(overviewOf(other)).toBeVisible();
});

test('a reload in the trend comes back to the same trend and period', async ({ page }) => {
  await launch(page, { patient: 'hypertension' });
  await openTrend(page, 'blood-pressure');
  await page.getByText('90 dager', { exact: true }).click();
  await expect(page.getByTestId('summary')).toBeVisible();
  await page.reload();
  await expect(page.locator('main h1')).toHaveText('Blodtrykk');
  await expect(page.getByRole('radio', { name: '90 dager' })).toBeChecked();
  await page.goBack();
  await expect(overviewOf(page)).toBeVisible();
});

test('the facade’s token is renewed before it ends, without a word', async ({ page }) => {
  await page.clock.install();
  const exchanges: string[] = [];
  page.on('request', (request) => {
    if (request.url() === `${stack().app}/oauth/token`) exchanges.push(request.method());
  });
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  await page.getByRole('button', { name: 'Oppdater' }).click();
  await expect(overviewOf(page)).toBeVisible();
  expect(exchanges).toHaveLength(1);
  await page.clock.fastForward('09:45');
  await page.getByRole('button', { name: 'Oppdater' }).click();
  await expect(overviewOf(page)).toBeVisible();
  expect(exchanges).toHaveLength(2);
});

test('a token the facade calls expired is renewed once, without a word', async ({ page }) => {
  let refused = 0;
  await page.route('**/fhir/Observation/**', (route) => {
    if (refused++ > 0) return route.continue();
    const issue = [{ severity: 'error', code: 'expired', details: { coding: [{ code: 'token-expired' }] } }];
    const body = JSON.stringify({ resourceType: 'OperationOutcome', issue });
    return route.fulfill({ status: 401, contentType: 'application/fhir+json', body });
  });
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  expect(refused).toBeGreaterThan(2);
});

test('the EHR’s token ends in the middle: a plain message, no data of a session that is over', async ({
  page,
}) => {
  await launch(page, { patient: 'hypertension', tokenLifetime: 10 });
  await expect(overviewOf(page)).toBeVisible();
  await expect(async () => {
    await page.getByRole('button', { name: 'Oppdater' }).click({ timeout: 1000 });
    await expect(failureOf(page)).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 40_000 });
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'expired');
  await expect(failureOf(page)).toContainText('Åpne Hjemmekurve fra journalen på nytt');
  await expect(page.getByRole('region', banner)).toContainText('Ærlig Bjørk');
  await page.reload();
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'expired');
});

test('the EHR’s token goes to the EHR and to the exchange only; no token is in an address', async ({
  page,
}) => {
  const sent: { url: string; authorization: string; body: string }[] = [];
  page.on('request', (request) => {
    sent.push({
      url: request.url(),
      authorization: request.headers()['authorization'] ?? '',
      body: request.postData() ?? '',
    });
  });
  await launch(page, { patient: 'hypertension' });
  await expect(overviewOf(page)).toBeVisible();
  const token = (await page.evaluate(
    "JSON.parse(sessionStorage[new URLSearchParams(location.search).get('state')]).tokenResponse.access_token",
  )) as string;
  expect(token.length).toBeGreaterThan(10);
  const holders = sent.filter(({ authorization, body, url }) =>
    `${authorization}${body}${url}`.includes(token),
  );
  const { app, ehrFhir } = stack();
  expect(holders.length).toBeGreaterThan(0);
  for (const { url, body } of holders) {
    if (url.startsWith(ehrFhir)) continue;
    expect(url).toBe(`${app}/oauth/token`);
    expect(body).toContain('subject_token');
  }
  for (const { url } of sent) expect(url).not.toMatch(/access_token|Bearer|id_token/);
  expect(page.url()).not.toContain('code=');
  const stored = (await page.evaluate('JSON.stringify(localStorage)')) as string;
  expect(stored).not.toContain(token);
});
