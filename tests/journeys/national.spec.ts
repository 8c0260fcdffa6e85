import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { personOf } from '#fixtures/patients.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  failureOf,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';
import { pmdStack } from './stack.ts';

interface Opening {
  patient: string;
  practitioner: string;
  /** Who is logged in to HelseID in the browser. */
  helseid?: 'clinician' | 'nobody' | 'another-clinician' | 'no-health-professional';
}

/** What HelseID and PMD do from now on. */
async function national(state: {
  faults?: string[];
  blocks?: object[];
  slowBy?: number;
  helseid?: object;
}): Promise<void> {
  const response = await fetch(`${pmdStack().ehr}/national`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(state),
  });
  expect(response.status).toBe(204);
}

const query = (opening: Opening) => new URLSearchParams({ ...opening }).toString();

async function openInFrame(page: Page, opening: Opening): Promise<FrameLocator> {
  await page.goto(`${pmdStack().ehr}/ehr?${query(opening)}`);
  return page.frameLocator('iframe[title="Hjemmekurve"]');
}

async function openInTab(page: Page, opening: Opening): Promise<void> {
  await page.goto(`${pmdStack().ehr}/open?${query(opening)}`);
}

/** Chooses a person on HelseID's own page. */
async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(name) }).check();
  await page.getByRole('button', { name: 'Logg inn' }).click();
}

/** Once the breaker has let a probe through. */
async function untilStoreAnswers(): Promise<void> {
  await expect
    .poll(async () => (await fetch(`${pmdStack().app}/health/ready`)).status, { timeout: 20_000 })
    .toBe(200);
}

test.beforeEach(async () => {
  await national({ helseid: { outage: 'none' } });
  await untilStoreAnswers();
});

test.describe('with a HelseID login in the browser already', () => {
  test('in the EHR frame the app opens by itself', async ({ page }) => {
    const app = await openInFrame(page, { patient: 'hypertension', practitioner: 'gp' });
    await expect(rowOf(app, 'blood-pressure')).toContainText('mmHg');
    await expect(app.getByText('Det er aldri mottatt data')).toHaveCount(0);
  });

  test('in a tab too, and with another patient it is that patient', async ({ page }) => {
    await openInTab(page, { patient: 'copd', practitioner: 'gp' });
    await expect(rowOf(page, 'oxygen-saturation')).toContainText('%');
    await openTrend(page, 'oxygen-saturation');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Oksygenmetning');
  });

  test('two patients in two tabs keep apart', async ({ context }) => {
    const [one, other] = [await context.newPage(), await context.newPage()];
    await openInTab(one, { patient: 'hypertension', practitioner: 'gp' });
    await openInTab(other, { patient: 'heart-failure', practitioner: 'gp' });
    await expect(overviewOf(one)).toBeVisible();
    await expect(rowOf(other, 'body-weight')).toContainText('kg');
    for (const page of [one, other, one]) {
      await page.reload();
      await expect(overviewOf(page)).toBeVisible();
    }
    await expect(one.locator('header')).toContainText('Ærlig Bjørk');
    await expect(rowOf(one, 'body-weight')).toContainText('Ingen målinger mottatt');
    await expect(rowOf(other, 'body-weight')).toContainText('kg');
  });
});

test('the last 30 days are there while years are still being read, and are not taken for all', async ({
  page,
}) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(
    (url) => /Observation\/\$(lastn|trend)$/.test(url.pathname) && !url.searchParams.has('date'),
    async (route) => {
      await held;
      await route.continue();
    },
  );
  await openInTab(page, { patient: 'heart-failure', practitioner: 'gp' });
  await expect(rowOf(page, 'body-weight')).toContainText('kg');
  await expect(page.getByRole('status').filter({ hasText: 'Henter eldre målinger' })).toBeVisible();
  await expect(rowOf(page, 'news2')).toContainText('Henter …');
  await expect(page.getByText('Ingen målinger mottatt')).toHaveCount(0);
  await expect(page.locator('.summary').getByRole('listitem')).toHaveCount(0);
  await expectAccessible(page);
  release();
  await expect(rowOf(page, 'news2')).toContainText('Ingen målinger mottatt');
  await expect(page.getByText('Henter')).toHaveCount(0);
});

test.describe('without a HelseID login', () => {
  /** What the test's pages used last. */
  let authorization: string | undefined;
  test.beforeEach(({ context }) => {
    authorization = undefined;
    context.on('request', (request) => {
      if (request.url().startsWith(pmdStack().fhir)) authorization = request.headers()['authorization'];
    });
  });
  test.afterEach(async () => {
    if (authorization) await logOut(authorization);
  });

  test('a tab goes to HelseID and comes back to where it was', async ({ page }) => {
    await openInTab(page, { patient: 'frail', practitioner: 'municipal-nurse', helseid: 'nobody' });
    await expect(page).toHaveURL(new RegExp(`^${pmdStack().helseid}/login/`));
    await logIn(page, 'Sølvi Håkonsbråten');
    await expect(rowOf(page, 'news2')).toBeVisible();
    await openTrend(page, 'news2');
    const place = new URL(page.url()).hash;
    await endSession(page);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('NEWS2');
    expect(new URL(page.url()).hash).toBe(place);
  });

  test('a frame asks for a window, and goes on when the login there is done', async ({ page, context }) => {
    const app = await openInFrame(page, {
      patient: 'frail',
      practitioner: 'municipal-nurse',
      helseid: 'nobody',
    });
    const open = app.getByRole('button', { name: 'Logg inn i nytt vindu' });
    await expect(open).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 700 });
    for (const frame of page.frames().slice(1)) await expectNoSidewaysScroll(frame);
    await page.setViewportSize({ width: 1280, height: 800 });
    const [other] = await Promise.all([context.waitForEvent('page'), open.press('Enter')]);
    await logIn(other, 'Sølvi Håkonsbråten');
    await expect(other.getByText('Du kan lukke dette vinduet')).toBeVisible();
    await expectAccessible(other);
    await expect(rowOf(app, 'news2')).toBeVisible();
  });

  test('who cancels at HelseID sees no measurements, and is told so', async ({ page }) => {
    await openInTab(page, { patient: 'heart-failure', practitioner: 'follow-up-nurse', helseid: 'nobody' });
    await page.getByRole('button', { name: 'Avbryt' }).click();
    await expect(failureOf(page)).toHaveAttribute('data-failure', 'national-refused');
  });
});

for (const helseid of ['another-clinician', 'no-health-professional'] as const) {
  test(`somebody else at HelseID is refused: ${helseid}`, async ({ page }) => {
    const opening: Opening = { patient: 'heart-failure', practitioner: 'follow-up-nurse', helseid };
    const app = await openInFrame(page, opening);
    await expect(failureOf(app)).toHaveAttribute('data-failure', 'national-other-person');
    await expect(app.getByText('Stødig Fjellbekk')).toHaveCount(0);
    const log = await readFile(join(pmdStack().dataDir, 'logs', 'facade.log'), 'utf8');
    expect(log).toContain('"event":"national-login-refused"');
    expect(log).not.toContain(personOf('heart-failure').value);
  });
}

test('HelseID out of order: the app says so, and offers to try again', async ({ page }) => {
  await national({ helseid: { outage: 'unavailable' } });
  await openLaunchDirectly(page);
  await expect(failureOf(page)).toHaveAttribute('data-failure', 'national-unavailable');
  await national({ helseid: { outage: 'none' } });
  await page.getByRole('button', { name: 'Prøv igjen' }).click();
  await expect(page).toHaveURL(new RegExp(`^${pmdStack().helseid}/login/`));
});

test.describe('what PMD can do', () => {
  /** One of each state; which faults end in which is tested at the store (tests/server/store/pmd/faults.test.ts). */
  const failures: [string, string][] = [
    ['too-many-requests', 'store-busy'],
    ['html', 'store-malformed'],
    ['truncated', 'store-malformed'],
    ['foreign-patient', 'other-patient'],
    ['connection-refused', 'store-unavailable'],
  ];
  for (const [index, [fault, failure]] of failures.entries()) {
    test(`${fault}: ${failure}`, async ({ page }) => {
      await national({ faults: [fault] });
      // Never the patient whom this clinician has just seen: that is kept for a minute.
      await openInTab(page, { patient: index % 2 ? 'hypertension' : 'copd', practitioner: 'gp' });
      await expect(failureOf(page)).toHaveAttribute('data-failure', failure, { timeout: 40_000 });
      await expect(overviewOf(page)).toHaveCount(0);
    });
  }

  test('an outage says since when, and ends', async ({ page }) => {
    await national({ faults: ['connection-refused'] });
    await openInTab(page, { patient: 'copd', practitioner: 'gp' });
    await expect(failureOf(page)).toContainText(/Har ikke svart siden .* kl\. \d\d:\d\d/);
    await national({});
    await untilStoreAnswers();
    await page.getByRole('button', { name: 'Prøv igjen' }).click();
    await expect(rowOf(page, 'oxygen-saturation')).toContainText('%');
  });

  test('slow: the app waits, and shows it all', async ({ page }) => {
    await national({ faults: ['slow'] });
    await openInTab(page, { patient: 'hypertension', practitioner: 'gp' });
    await expect(page.getByText('Henter målinger')).toBeVisible();
    await expect(rowOf(page, 'blood-pressure')).toContainText('mmHg', { timeout: 30_000 });
  });

  test('silent: the wait ends, and the page says that no answer came in time', async ({ page }) => {
    test.slow();
    await national({ faults: ['slow'], slowBy: 300_000 });
    await openInTab(page, { patient: 'copd', practitioner: 'gp' });
    await expect(failureOf(page)).toHaveAttribute('data-failure', 'store-timeout', { timeout: 45_000 });
    await expect(overviewOf(page)).toHaveCount(0);
    await expectAccessible(page);
  });

  test('105,000 values in one answer are waited for, and counted whole', async ({ page }) => {
    test.slow();
    await national({ faults: ['huge'] });
    await openInTab(page, { patient: 'no-data', practitioner: 'gp' });
    await expect(page.getByText('Henter eldre målinger')).toHaveCount(0, { timeout: 60_000 });
    await expect(rowOf(page, 'glucose')).toContainText('6,4');
    await expect(rowOf(page, 'glucose')).toContainText('mmol/L');
    await expect(failureOf(page)).toHaveCount(0);
  });

  test('every measurement twice in the answer is shown once', async ({ page }) => {
    await openInTab(page, { patient: 'copd', practitioner: 'gp' });
    await expect(rowOf(page, 'oxygen-saturation')).toContainText(/\d+ av \d+/);
    const counted = await rowOf(page, 'oxygen-saturation').innerText();
    await national({ faults: ['duplicates'] });
    await openInTab(page, { patient: 'hypertension', practitioner: 'gp' });
    await expect(overviewOf(page)).toBeVisible();
    await openInTab(page, { patient: 'copd', practitioner: 'gp' });
    await expect(rowOf(page, 'oxygen-saturation')).toHaveText(counted, { useInnerText: true });
  });

  test('odd values are listed, never drawn as what they are not', async ({ page }) => {
    await national({ faults: ['odd-values'] });
    await openInTab(page, { patient: 'no-data', practitioner: 'gp' });
    await expect(overviewOf(page)).toBeVisible();
    await expect(page.getByText('Det er aldri mottatt data')).toHaveCount(0);
  });

  for (const [index, [kind, failure]] of (
    [
      ['specific', 'access-blocked'],
      ['reservation', 'access-blocked'],
      ['general', 'access-restricted'],
    ] as const
  ).entries()) {
    test(`a patient's decision (${kind}) ends in ${failure}, and says nothing of measurements`, async ({
      page,
    }) => {
      const patient = index % 2 ? 'hypertension' : 'copd';
      const own = { kind, patient: personOf(patient).value };
      await national({ blocks: [kind === 'specific' ? { ...own, practitioner: '222210011' } : own] });
      await openInTab(page, { patient, practitioner: 'gp' });
      await expect(failureOf(page)).toHaveAttribute('data-failure', failure);
      await expect(overviewOf(page)).toHaveCount(0);
      await expectAccessible(page);
    });
  }
});

/** As the EHR does where HelseID is not its own login. */
async function openLaunchDirectly(page: Page): Promise<void> {
  const response = await fetch(`${pmdStack().ehr}/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ patient: 'heart-failure', practitioner: 'follow-up-nurse' }),
  });
  await page.goto(((await response.json()) as { url: string }).url);
}

/** Ends the facade's HelseID session, with the token that the page has just used. */
async function endSession(page: Page): Promise<void> {
  const [request] = await Promise.all([
    page.waitForRequest((each) => each.url().startsWith(pmdStack().fhir)),
    page.reload(),
  ]);
  await expect(page.locator('main h1').first()).toBeVisible();
  expect(await logOut(request.headers()['authorization'] ?? '')).toBe(204);
}

async function logOut(authorization: string): Promise<number> {
  const { status } = await fetch(`${pmdStack().app}/helseid/logout`, {
    method: 'POST',
    headers: { authorization },
  });
  return status;
}
