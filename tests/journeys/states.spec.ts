import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import {
  expectAccessible,
  failureOf,
  launch,
  launchUrl,
  noticeOf,
  openTrend,
  overviewOf,
  rowOf,
} from './launching.ts';
import { outageSinceUrl } from '#clinical/canonical.ts';
import { stack } from './stack.ts';

const retryName = 'Prøv igjen';

async function expectFailure(page: Page, kind: string, title: string): Promise<void> {
  await expect(failureOf(page)).toHaveAttribute('data-failure', kind);
  await expect(failureOf(page).getByRole('heading')).toHaveText(title);
  await expectAccessible(page);
}

/** The facade's answer to one operation, changed on its way to the browser. */
async function alter(
  page: Page,
  operation: string,
  change: (body: string) => { status?: number; body: string },
): Promise<void> {
  await page.route(`**/fhir/Observation/${operation}?**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, ...change(await response.text()) });
  });
}

const issue = { severity: 'error', code: 'transient', details: { coding: [{ code: 'store-unavailable' }] } };
const refusal = JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] });
/** With when the store was last known to answer, as of one elsewhere. */
const outage = (since: string) =>
  JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ ...issue, extension: [{ url: outageSinceUrl, valueInstant: since }] }],
  });

test.describe('faults of the EHR', () => {
  for (const [fault, request, kind, title] of [
    ['introspection-down', {}, 'introspection-unavailable', 'Tilgangen kan ikke kontrolleres akkurat nå'],
    ['introspection-slow', {}, 'introspection-unavailable', 'Tilgangen kan ikke kontrolleres akkurat nå'],
    ['narrowed-scope', {}, 'scope-insufficient', 'Journalen ga ikke tilgang til målinger'],
    ['no-patient', {}, 'no-patient', 'Ingen pasient er valgt i journalen'],
    ['patient-without-national-id', {}, 'patient-identity', 'Pasienten kan ikke slås opp'],
    ['practitioner-without-hpr', {}, 'practitioner-identity', 'Du kan ikke slås opp som helsepersonell'],
  ] as const) {
    test(`${fault}: ${title}`, async ({ page }) => {
      await launch(page, { patient: 'hypertension', faults: [fault], ...request });
      await expectFailure(page, kind, title);
      const retry = page.getByRole('button', { name: retryName });
      await expect(retry).toHaveCount(kind === 'introspection-unavailable' ? 1 : 0);
    });
  }

  test('a patient and a clinician the EHR knows too little about', async ({ page }) => {
    await launch(page, { patient: 'without-national-id' });
    await expectFailure(page, 'patient-identity', 'Pasienten kan ikke slås opp');
    await launch(page, { patient: 'hypertension', practitioner: 'locum-without-hpr' });
    await expectFailure(page, 'practitioner-identity', 'Du kan ikke slås opp som helsepersonell');
  });
});

test.describe('faults of facade and store', () => {
  test('the facade cannot be reached', async ({ page }) => {
    await launch(page, { patient: 'hypertension', faults: ['facade-unreachable'] });
    await expectFailure(page, 'facade-unreachable', 'Får ikke kontakt med Hjemmekurve');
    await expect(page.getByRole('button', { name: retryName })).toBeVisible();
  });

  test('the store is down, and the words say that this is not an absence of measurements', async ({
    page,
  }) => {
    await launch(page, { patient: 'hypertension', faults: ['store-down'] });
    await expectFailure(page, 'store-unavailable', 'Målingene kan ikke hentes akkurat nå');
    await expect(failureOf(page)).toContainText('Det betyr ikke at pasienten mangler målinger');
  });

  test('a slow store is waited for, with words', async ({ page }) => {
    // Whoever is looked up through a line this slow is kept from others for a moment: nobody else looks this patient up.
    await launch(page, { patient: 'no-data', faults: ['store-slow'] });
    await expect(page.getByText('Henter målinger')).toBeVisible();
    await expectAccessible(page);
    await expect(overviewOf(page).or(failureOf(page))).toBeVisible({ timeout: 60_000 });
  });

  test('the store comes back: the retry button fetches again', async ({ page }) => {
    let down = true;
    await page.route('**/fhir/Observation/**', (route) =>
      down
        ? route.fulfill({ status: 503, contentType: 'application/fhir+json', body: refusal })
        : route.continue(),
    );
    await launch(page, { patient: 'hypertension' });
    await expectFailure(page, 'store-unavailable', 'Målingene kan ikke hentes akkurat nå');
    down = false;
    await page.getByRole('button', { name: retryName }).click();
    await expect(overviewOf(page)).toBeVisible();
  });
});

test.describe('partly unreadable is named', () => {
  test('the curves are missing, the latest values stand', async ({ page }) => {
    await alter(page, '$trend', () => ({ status: 503, body: refusal }));
    await launch(page, { patient: 'hypertension' });
    await expect(noticeOf(page, 'partial')).toContainText('Kurvene for de siste 30 dagene kunne ikke hentes');
    await expect(rowOf(page, 'blood-pressure')).toContainText('mmHg');
    await expect(noticeOf(page, 'partial')).not.toContainText('siden');
    await expectAccessible(page);
  });

  test('a part that an outage keeps away says since when', async ({ page }) => {
    await alter(page, '$trend', () => ({ status: 503, body: outage('2026-01-05T07:40:00Z') }));
    await launch(page, { patient: 'hypertension' });
    await expect(noticeOf(page, 'partial')).toContainText(/Har ikke svart siden 5\. jan\. .*kl\. 08:40\./);
    await expectAccessible(page);
  });

  test('the latest values are missing, the curves stand', async ({ page }) => {
    await alter(page, '$lastn', () => ({ status: 503, body: refusal }));
    await launch(page, { patient: 'hypertension' });
    await expect(noticeOf(page, 'partial')).toContainText('De siste verdiene kunne ikke hentes');
    await expect(rowOf(page, 'blood-pressure').getByRole('img')).toBeVisible();
    await expect(overviewOf(page)).not.toContainText('tid ukjent');
    await expect(overviewOf(page)).not.toContainText('Målt av');
  });

  test('one sign’s series is broken: it is named, the others are whole', async ({ page }) => {
    await alter(page, '$trend', (text) => {
      const body = JSON.parse(text) as fhir4.Parameters;
      const broken = body.parameter?.find(({ part }) =>
        part?.some(({ valueCoding }) => valueCoding?.code === '8867-4'),
      );
      for (const part of broken?.part ?? []) if (part.name === 'values') part.valueString = '1 2';
      return { body: JSON.stringify(body) };
    });
    await launch(page, { patient: 'hypertension' });
    await expect(noticeOf(page, 'partial')).toContainText('Puls');
    await expect(noticeOf(page, 'partial')).not.toContainText('Blodtrykk');
  });

  test('values that cannot be drawn are listed with their reason', async ({ page }) => {
    await launch(page, { patient: 'odd-data' });
    await openTrend(page, 'blood-pressure');
    const list = page.getByTestId('set-aside');
    await expect(list).toContainText('78 mmHg / 121 mmHg');
    await expect(list).toContainText('Umulig verdi');
    await expectAccessible(page);
  });
});

test('an answer about another patient is refused whole', async ({ page }) => {
  await alter(page, '$lastn', (body) => ({ body: body.replaceAll('Patient/hypertension', 'Patient/copd') }));
  await launch(page, { patient: 'hypertension' });
  await expectFailure(page, 'other-patient', 'Svaret gjaldt en annen pasient');
  await expect(overviewOf(page)).toHaveCount(0);
});

test.describe('data that are not there, or old', () => {
  test('never any data', async ({ page }) => {
    await launch(page, { patient: 'no-data' });
    await expect(noticeOf(page, 'never')).toContainText('Det er aldri mottatt målinger');
    await expect(page.getByText('Det er aldri mottatt data for denne pasienten')).toBeVisible();
    await expectAccessible(page);
    await openTrend(page, 'glucose');
    await expect(noticeOf(page, 'never')).toBeVisible();
  });

  test('stale data say so, and the trend opens where there is data', async ({ page }) => {
    await launch(page, { patient: 'last-data-5-months-old' });
    await expect(noticeOf(page, 'stale')).toContainText('for 5 måneder siden');
    await expectAccessible(page);
    await openTrend(page, 'blood-pressure');
    await expect(page.getByTestId('measurements').locator('tbody tr').first()).toBeVisible();
    await expect(page.getByRole('radio', { name: '1 år' })).toBeChecked();
  });

  test('an empty period offers the last days with data', async ({ page }) => {
    await launch(page, { patient: 'last-data-5-months-old' });
    await openTrend(page, 'blood-pressure');
    await page.getByText('7 dager', { exact: true }).click();
    await expect(noticeOf(page, 'empty')).toContainText('Ingen målinger i denne perioden');
    await expectAccessible(page);
    await noticeOf(page, 'empty').getByRole('button').click();
    await expect(page.getByTestId('measurements').locator('tbody tr').first()).toBeVisible();
  });
});

test.describe('launches that cannot be', () => {
  test('neither issuer nor launch', async ({ page }) => {
    await page.goto(`${stack().app}/launch`);
    await expectFailure(page, 'launch-parameters', 'Journalen startet ikke Hjemmekurve riktig');
    await expect(failureOf(page)).toContainText('iss, launch');
  });

  test('an unknown EHR is never contacted', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(`${stack().app}/launch?iss=${encodeURIComponent('http://evil.example/fhir')}&launch=x`);
    await expectFailure(page, 'unknown-ehr', 'Journalsystemet er ikke godkjent');
    expect(new Set(asked)).toEqual(new Set([stack().app]));
  });

  test('parameters that would steer fhirclient are not obeyed', async ({ page }) => {
    const url = new URL(await launchUrl({ patient: 'hypertension' }));
    for (const [name, value] of [
      ['clientId', 'evil'],
      ['patientId', 'copd'],
      ['fhirServiceUrl', 'http://evil.example/fhir'],
    ] as const) {
      url.searchParams.set(name, value);
    }
    await page.goto(url.href);
    await expect(page.getByRole('region', { name: 'Pasient', exact: true })).toContainText('Ærlig Bjørk');
    await expect(overviewOf(page)).toBeVisible();
  });

  test('a launch the EHR does not know', async ({ page }) => {
    const url = new URL(await launchUrl({ patient: 'hypertension' }));
    url.searchParams.set('launch', 'nonsense');
    await page.goto(url.href);
    await expectFailure(page, 'launch-refused', 'Journalsystemet avviste åpningen');
  });

  test('the app’s address alone', async ({ page }) => {
    await page.goto(`${stack().app}/`);
    await expectFailure(page, 'not-launched', 'Åpne Hjemmekurve fra journalen');
  });

  test('an address from another window', async ({ page }) => {
    await page.goto(`${stack().app}/?state=5f8b0f6e-0000-4000-8000-000000000000`);
    await expectFailure(page, 'session-missing', 'Økten finnes ikke i dette vinduet');
  });

  test('storage refused in a frame: a new window is offered', async ({ page }) => {
    await page.addInitScript(
      "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('Access is denied', 'SecurityError'); } })",
    );
    await page.goto(await launchUrl({ patient: 'hypertension' }));
    await expectFailure(page, 'storage-blocked', 'Nettleseren sperrer for Hjemmekurve i denne ruten');
    const link = page.getByRole('link', { name: 'Åpne i nytt vindu' });
    await expect(link).toHaveAttribute('target', '_blank');
    expect(await link.getAttribute('href')).toContain('launch=');
  });

  test('the EHR does not answer', async ({ page }) => {
    await page.route('**/.well-known/smart-configuration', (route) => route.abort());
    await page.route('**/fhir/metadata', (route) => route.abort());
    await launch(page, { patient: 'hypertension' });
    await expectFailure(page, 'ehr-unavailable', 'Får ikke kontakt med journalsystemet');
    await page.unrouteAll();
    await page.getByRole('button', { name: retryName }).click();
    await expect(overviewOf(page)).toBeVisible();
  });

  test('an EHR without S256 is refused: no launch without PKCE', async ({ page }) => {
    await page.route('**/fhir/.well-known/smart-configuration', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as object;
      await route.fulfill({ response, json: { ...body, code_challenge_methods_supported: [] } });
    });
    await launch(page, { patient: 'hypertension' });
    await expectFailure(page, 'ehr-unavailable', 'Får ikke kontakt med journalsystemet');
  });
});

test('launching is told while it lasts', async ({ page }) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/app.json', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(await launchUrl({ patient: 'hypertension' }), { waitUntil: 'commit' });
  await expect(page.getByRole('status')).toHaveText('Starter Hjemmekurve …');
  await expectAccessible(page);
  release();
  await expect(overviewOf(page)).toBeVisible();
});
