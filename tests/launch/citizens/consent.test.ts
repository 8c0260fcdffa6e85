import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { json } from '../support/smart-client.ts';
import type { TokenAnswer, Values } from '../support/smart-client.ts';
import {
  authorizationRequest,
  authorize,
  everything,
  fieldsOf,
  issuerOf,
  launch,
  ownApp,
  read,
  refresh,
  signIn,
  submit,
} from './citizen-browser.ts';
import type { Seen } from './citizen-browser.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const consentPage = async (changes: Values = {}, person = 'frail') =>
  submit(await authorize(sandbox, authorizationRequest(sandbox, changes).values), { person });

const boxes = (page: Seen) =>
  Object.entries(fieldsOf(page).fields).flatMap(([name, value]) =>
    name.startsWith('scope-') ? [value] : [],
  );

describe('what a third-party app is given', () => {
  test('is asked for thing by thing, in plain words', async () => {
    const page = await consentPage();
    expect(page.text).toContain('Skal Helseapp (eksempel) få tilgang?');
    expect(boxes(page)).toEqual([
      'offline_access',
      'patient/Observation.rs',
      'patient/AuditEvent.rs',
      'patient/Consent.rs',
      'patient/Consent.cud',
      'patient/EpisodeOfCare.s',
    ]);
    for (const words of [
      'Lese målingene',
      'hvem som har sett',
      'hvilke sperringer',
      'Sette, endre og fjerne',
    ]) {
      expect(page.text).toContain(words);
    }
  });

  test('only what it asks for, and is registered for, is on the page', async () => {
    expect(boxes(await consentPage({ scope: 'openid fhirUser patient/Observation.read' }))).toEqual([
      'patient/Observation.rs',
    ]);
    expect(
      boxes(await consentPage({ scope: 'launch/patient patient/*.cruds user/Practitioner.rs' })),
    ).toEqual([
      'patient/Observation.rs',
      'patient/AuditEvent.rs',
      'patient/Consent.rs',
      'patient/Consent.cud',
      'patient/EpisodeOfCare.s',
    ]);
    const limited = await consentPage({ scope: 'patient/Observation.rs?category=survey' });
    expect(limited.text).toContain('bare kategorien survey');
  });

  test.each([
    [[], everything],
    [['patient/Consent.cud'], everything.replace('Consent.cruds', 'Consent.rs')],
    [['patient/Consent.rs'], everything.replace('Consent.cruds', 'Consent.cud')],
    [
      ['offline_access', 'patient/AuditEvent.rs'],
      everything.replace(/ offline_access| patient\/AuditEvent.rs/g, ''),
    ],
    [
      ['patient/Observation.rs', 'patient/Consent.rs', 'patient/Consent.cud'],
      'launch/patient openid fhirUser profile offline_access patient/AuditEvent.rs patient/EpisodeOfCare.s',
    ],
  ])('without %j', async (without, scope) => {
    const answer = await launch(sandbox, { without });
    expect(answer.scope).toBe(scope);
    expect('refresh_token' in answer).toBe(!without.includes('offline_access'));
  });

  test('a form cannot widen it', async () => {
    const page = await consentPage({ scope: 'openid fhirUser patient/Observation.r' });
    const { location = '' } = await submit(page, {
      'scope-0': 'patient/Observation.rs',
      'scope-1': 'patient/Consent.cruds',
      'scope-2': 'offline_access',
      'scope-3': 'patient/*.cruds',
    });
    expect(location).toContain('error=access_denied');
    const both = await consentPage({ scope: 'patient/Observation.r patient/AuditEvent.r' });
    const { values, verifier } = authorizationRequest(sandbox, {
      scope: 'patient/Observation.r patient/AuditEvent.r',
    });
    expect(boxes(both)).toEqual(['patient/Observation.r', 'patient/AuditEvent.r']);
    const again = await submit(await authorize(sandbox, values), { person: 'frail' });
    const end = await submit(again, {
      'scope-1': 'patient/Consent.cruds',
      'scope-2': 'patient/Observation.rs',
    });
    const tokens = await fetch(`${issuerOf(sandbox)}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: end.back?.['code'] ?? '',
        redirect_uri: values['redirect_uri'] ?? '',
        client_id: 'helseapp-eksempel',
        code_verifier: verifier,
      }),
    });
    expect((await json<TokenAnswer>(tokens)).scope).toBe('patient/Observation.r');
  });

  test('nothing, when it is refused or all is unticked', async () => {
    const refused = await submit(await consentPage(), { decision: 'deny' });
    expect(refused.back).toMatchObject({ error: 'access_denied', state: 'state-1' });
    const page = await consentPage();
    const none = Object.fromEntries(Object.keys(fieldsOf(page).fields).map((name) => [name, undefined]));
    const { transaction } = fieldsOf(page).fields;
    expect((await submit(page, { ...none, transaction })).back).toMatchObject({ error: 'access_denied' });
  });

  test('Hjemmekurve’s own page is part of the service: it asks nothing', async () => {
    const { values } = authorizationRequest(sandbox, ownApp);
    const end = await submit(await authorize(sandbox, values), { person: 'frail' });
    expect(end.location).toMatch(/\/innbygger\?code=/);
  });
});

describe('refreshing', () => {
  test('gives what was given, rotates, and a token used twice ends it all', async () => {
    const first = await launch(sandbox, { without: ['patient/Consent.cud'] });
    const second = await json<TokenAnswer>(await refresh(sandbox, first.refresh_token));
    expect(second.scope).toBe(first.scope);
    expect((await read(sandbox, 'Patient/frail', second.access_token)).status).toBe(200);
    expect((await refresh(sandbox, first.refresh_token)).status).toBe(400);
    expect((await read(sandbox, 'Patient/frail', second.access_token)).status).toBe(401);
    expect((await refresh(sandbox, second.refresh_token)).status).toBe(400);
  });

  test('is not another client’s to do', async () => {
    const { refresh_token } = await launch(sandbox);
    expect((await refresh(sandbox, refresh_token, 'hjemmekurve-innbygger')).status).toBe(400);
  });
});

describe('taking it back', () => {
  const address = () => `${issuerOf(sandbox)}/consents`;
  const open = async (person: string) => {
    const login = await fetch(address());
    return submit({ status: 200, headers: login.headers, text: await login.text() }, { person });
  };
  const items = ({ text }: Seen) => text.match(/<li class="stack">[^]*?<\/form>/g) ?? [];
  /** Sends the form of one item alone. */
  const takeBack = (page: Seen, item: string) => submit({ ...page, text: item });

  test('the page lists what is given, by whom it is seen, and ends access and refresh tokens at once', async () => {
    const kept = await launch(sandbox, { person: 'copd' }, ownApp);
    const given = await launch(sandbox, { person: 'copd', without: ['patient/AuditEvent.rs'] });
    const page = await open('copd');
    expect(items(page)).toHaveLength(2);
    const item = items(page)[0] ?? '';
    expect(item).toContain('Helseapp (eksempel)');
    expect(item).toContain('gjelder Grønn Skogsti');
    expect(item).toContain('Lese målingene');
    expect(item).not.toContain('hvem som har sett');
    const after = await takeBack(page, item);
    expect(after.text).toContain('trukket tilbake');
    expect(items(after)).toHaveLength(1);
    expect((await read(sandbox, 'Patient/copd', given.access_token)).status).toBe(401);
    expect(await json(await refresh(sandbox, given.refresh_token), 400)).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await read(sandbox, 'Patient/copd', kept.access_token)).status).toBe(200);
    expect((await refresh(sandbox, kept.refresh_token, 'hjemmekurve-innbygger')).status).toBe(200);
  });

  test('is nobody else’s to do', async () => {
    const { access_token } = await launch(sandbox, { person: 'hypertension' });
    const own = await open('hypertension');
    const { fields } = fieldsOf({ ...own, text: items(own)[0] ?? '' });
    const other = await open('no-data');
    expect(other.text).toContain('Ingen apper har tilgang');
    await launch(sandbox, { person: 'no-data' });
    const others = await open('no-data');
    const tried = await submit({ ...others, text: items(others)[0] ?? '' }, { consent: fields['consent'] });
    expect(tried.text).not.toContain('trukket tilbake');
    expect((await read(sandbox, 'Patient/hypertension', access_token)).status).toBe(200);
    const without = await submit({ ...own, text: items(own)[0] ?? '' }, { session: 'guessed' });
    expect(without.status).toBe(400);
    expect((await read(sandbox, 'Patient/hypertension', access_token)).status).toBe(200);
  });

  test('a login there lasts ten minutes; an app without lasting access is gone after an hour', async () => {
    await launch(sandbox, { person: 'odd-data', without: ['offline_access'] });
    const page = await open('odd-data');
    expect(items(page)).toHaveLength(1);
    sandbox.pass(601);
    expect((await takeBack(page, items(page)[0] ?? '')).status).toBe(400);
    sandbox.pass(3000);
    expect((await open('odd-data')).text).toContain('Ingen apper har tilgang');
  });

  test('what a parent gave for a child is the parent’s to take back', async () => {
    const { access_token } = await launch(sandbox, { person: 'mother', patient: 'child' });
    const page = await open('mother');
    expect(items(page)[0]).toContain('gjelder Liten Lerke');
    await takeBack(page, items(page)[0] ?? '');
    expect((await read(sandbox, 'Patient/child', access_token)).status).toBe(401);
  });

  test('an app may give it back itself', async () => {
    const { refresh_token, access_token } = await launch(sandbox, { person: 'dst-nights' });
    const body = new URLSearchParams({ token: refresh_token ?? '', client_id: 'helseapp-eksempel' });
    expect((await fetch(`${issuerOf(sandbox)}/oauth/revoke`, { method: 'POST', body })).status).toBe(200);
    expect((await read(sandbox, 'Patient/dst-nights', access_token)).status).toBe(401);
    expect((await open('dst-nights')).text).toContain('Ingen apper har tilgang');
  });

  test('the login can be left', async () => {
    const login = await fetch(address());
    const seen = { status: 200, headers: login.headers, text: await login.text() };
    expect((await submit(seen, { decision: 'deny' })).location).toBe(address());
    expect(await signIn(seen, { person: 'child' })).toMatchObject({ status: 303 });
  });
});
