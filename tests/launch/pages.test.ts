import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { form, openLaunch } from './support/smart-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const page = async (path: string) => {
  const response = await fetch(`${sandbox.url}${path}`, { redirect: 'manual' });
  return { response, markup: await response.text() };
};
const checked = (markup: string) =>
  [...markup.matchAll(/<input[^>]*name="(\w+)"[^>]*value="([^"]*)"[^>]*\schecked\s[^>]*>/g)].map(
    ([, name, value]) => `${name}=${value}`,
  );

describe('the launcher', () => {
  test('follows the choices in its address', async () => {
    const { response, markup } = await page(
      '/?patient=copd&practitioner=hospital-doctor&faults=no-patient,store-down',
    );
    expect(response.status).toBe(200);
    expect(checked(markup)).toEqual([
      'practitioner=hospital-doctor',
      'patient=copd',
      'faults=no-patient',
      'faults=store-down',
    ]);
  });

  test('follows a scenario in its address', async () => {
    const { markup } = await page('/?scenario=token-expires');
    expect(checked(markup)).toEqual(['practitioner=gp', 'patient=hypertension', 'faults=token-expires']);
    expect(markup).toMatch(/name="tokenLifetime"[^>]*value="20"/);
  });

  test('says so when the address cannot be followed, escaped', async () => {
    const { response, markup } = await page('/?patient=%3Cscript%3Ealert(1)%3C/script%3E');
    expect(response.status).toBe(400);
    expect(markup).toContain('role="alert"');
    expect(markup).not.toContain('<script>alert');
  });

  test('leads citizens to their page of the app, and to the apps they gave access', async () => {
    const { markup } = await page('/');
    expect(markup).toContain(`href="${appOrigin}/innbygger"`);
    expect(markup).toContain('href="/helsenorge/consents"');
    expect((await page('/helsenorge/consents')).response.status).toBe(200);
  });

  test('is in bokmål, and marks what is not', async () => {
    const { markup } = await page('/');
    expect(markup).toContain('<html lang="nb"');
    expect(markup).not.toContain('lang="en"');
  });
});

describe('the EHR’s window', () => {
  test('shows patient and clinician round the app in a frame that cannot steer the window', async () => {
    const { response, markup } = await page('/ehr?patient=copd&practitioner=hospital-doctor');
    expect(response.status).toBe(200);
    expect(markup).toContain('Grønn Skogsti');
    expect(markup).toContain('29.01.1954');
    expect(markup).toContain('Øystein Lærkedal');
    const frame = /<iframe[^>]*>/.exec(markup)?.[0] ?? '';
    expect(frame).toContain(`src="${appOrigin}/launch?iss=`);
    expect(frame).toContain('allow-same-origin');
    expect(frame).not.toContain('top-navigation');
    expect(response.headers.get('content-security-policy')).toContain(`frame-src 'self' ${appOrigin};`);
  });

  test('says that no patient is chosen when none is', async () => {
    const { markup } = await page('/ehr?patient=copd&faults=no-patient');
    expect(markup).toContain('Ingen pasient er valgt');
    expect(markup).not.toContain('Grønn Skogsti');
  });

  test('closing the record ends the EHR session and returns to the choices', async () => {
    const { launch } = await openLaunch(sandbox);
    const body = form({ launch, choices: 'patient=copd' });
    const response = await fetch(`${sandbox.url}/close`, { method: 'POST', body, redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/?patient=copd');
    expect((await fetch(`${sandbox.url}/launches/${launch}`, { method: 'DELETE' })).status).toBe(404);
  });

  test('a choice that is not offered leads to the launcher, which says which', async () => {
    const { response, markup } = await page('/ehr?practitioner=nobody');
    expect(response.status).toBe(400);
    expect(markup).toContain('practitioner:');
  });

  test('a fault of address that is not set up → 503', async () => {
    expect((await page('/ehr?faults=store-down')).response.status).toBe(503);
  });
});

describe('a tab of its own', () => {
  test('goes to the app’s launch URL with a launch made for it', async () => {
    const { response } = await page('/open?patient=copd');
    const target = new URL(response.headers.get('location') ?? '');
    expect(target.origin).toBe(appOrigin);
    expect(target.searchParams.get('iss')).toBe(sandbox.iss);
    expect(response.headers.get('cache-control')).toContain('no-store');
  });
});

describe('every page', () => {
  test.each(['/', '/ehr', '/callback?code=x'])(
    '%s: strict policy, no inline script or style',
    async (path) => {
      const { response, markup } = await page(path);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(markup).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each(['theme.css', 'designsystemet.css', 'ehr.css', 'launcher.js'])(
    'asset %s is served',
    async (name) => {
      expect((await page(`/assets/${name}`)).response.status).toBe(200);
    },
  );
});
