import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { backendToken, bearer, json, launchApp, launchTestClient, readFhir } from './support/smart-client.ts';

let sandbox: Sandbox;
let app: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  app = (await launchApp(sandbox)).access_token;
});
afterAll(() => sandbox.stop());

async function refusal(response: Response) {
  const outcome = (await response.json()) as fhir4.OperationOutcome;
  expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  expect(outcome.resourceType).toBe('OperationOutcome');
  expect(outcome.issue[0]).toMatchObject({ severity: 'error', diagnostics: expect.stringMatching(/./) });
  return { status: response.status, challenge: response.headers.get('www-authenticate') };
}

const ids = async (response: Response) => {
  const bundle = await json<fhir4.Bundle>(response);
  expect(bundle.type).toBe('searchset');
  return (bundle.entry ?? []).map(({ resource }) => resource?.id);
};
const token = async (scope: string, choice: object = {}) =>
  (await launchTestClient(sandbox, `launch ${scope}`, choice)).access_token;

describe('checklist 72: without a good token nothing', () => {
  test('no token → 401 with a bare challenge', async () => {
    const { status, challenge } = await refusal(await readFhir(sandbox, 'Patient/hypertension'));
    expect(status).toBe(401);
    expect(challenge).toMatch(/^Bearer /);
    expect(challenge).not.toContain('error=');
  });

  test.each([
    ['unknown', 'Bearer unknown'],
    ['malformed', 'Bearer a b c'],
    ['empty', 'Bearer '],
    ['Basic', 'Basic aGplbW1la3VydmU6'],
  ])('%s authorization → 401 invalid_token', async (_name, authorization) => {
    const response = await readFhir(sandbox, 'Patient/hypertension', undefined, { authorization });
    const { status, challenge } = await refusal(response);
    expect(status).toBe(401);
    expect(challenge).toMatch(/^Bearer .*error="invalid_token"/);
  });

  test('expired → 401, a second after it still worked', async () => {
    const { access_token } = await launchApp(sandbox, {}, { tokenLifetime: 30 });
    sandbox.pass(29);
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(200);
    sandbox.pass(1);
    expect(await refusal(await readFhir(sandbox, 'Patient/hypertension', access_token))).toMatchObject({
      status: 401,
    });
  });

  test('issued by another EHR, for another aud → 401', async () => {
    const other = await startSandbox();
    const { access_token } = await launchApp(other);
    expect((await readFhir(other, 'Patient/hypertension', access_token)).status).toBe(200);
    await other.stop();
    expect(await refusal(await readFhir(sandbox, 'Patient/hypertension', access_token))).toMatchObject({
      status: 401,
    });
  });

  test('in the query → 401: a token does not belong in a URL', async () => {
    expect((await readFhir(sandbox, `Patient/hypertension?access_token=${app}`)).status).toBe(401);
  });

  test('also for unknown types, other methods and the base', async () => {
    for (const path of ['Nothing', 'Nothing/1', 'Patient/hypertension/_history', '']) {
      expect((await readFhir(sandbox, path)).status).toBe(401);
    }
    expect((await fetch(sandbox.iss, { method: 'POST' })).status).toBe(401);
  });

  test('a refusal can be read by the app in the browser', async () => {
    const response = await readFhir(sandbox, 'Patient/hypertension', 'unknown', { origin: appOrigin });
    expect(response.headers.get('access-control-allow-origin')).toBe(appOrigin);
    expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
  });
});

describe('checklist 73: scope and patient compartment', () => {
  test('the launch’s own patient, encounter, user and organisation → 200', async () => {
    const paths = [
      'Patient/hypertension',
      'Encounter/hypertension.gp',
      'Practitioner/gp',
      'Organization/gp-office',
      'PractitionerRole?practitioner=Practitioner/gp',
      'PractitionerRole?practitioner=gp',
    ];
    for (const path of paths)
      expect([path, (await readFhir(sandbox, path, app)).status]).toEqual([path, 200]);
  });

  test.each([
    ['a type out of scope', 'Condition?patient=hypertension'],
    ['an interaction out of scope', 'Patient'],
    ['a search of encounters with .r', 'Encounter?patient=hypertension'],
    ['a search of organisations with .r', 'Organization'],
  ])('%s → 403 insufficient_scope', async (_name, path) => {
    const { status, challenge } = await refusal(await readFhir(sandbox, path, app));
    expect(status).toBe(403);
    expect(challenge).toMatch(/error="insufficient_scope", scope="\w+\/\w+\.[rs]"/);
  });

  test('another patient → 403, whether there is one or not', async () => {
    for (const id of ['copd', 'nobody']) {
      expect(await refusal(await readFhir(sandbox, `Patient/${id}`, app))).toMatchObject({ status: 403 });
    }
  });

  test('another patient’s encounter is as little there as one that is not', async () => {
    for (const id of ['copd.gp', 'nothing']) {
      expect(await refusal(await readFhir(sandbox, `Encounter/${id}`, app))).toMatchObject({ status: 404 });
    }
  });

  test('a search for another patient’s data finds nothing', async () => {
    const access = await token('patient/Encounter.rs patient/Patient.rs');
    expect(await ids(await readFhir(sandbox, 'Encounter?patient=copd', access))).toEqual([]);
    expect(await ids(await readFhir(sandbox, 'Encounter?_id=copd.gp', access))).toEqual([]);
    expect(await ids(await readFhir(sandbox, 'Patient?_id=copd', access))).toEqual([]);
    expect(await ids(await readFhir(sandbox, 'Patient', access))).toEqual(['hypertension']);
  });

  test('a user-level scope reaches every patient the user may see', async () => {
    const access = await token('user/Patient.rs');
    expect((await readFhir(sandbox, 'Patient/copd', access)).status).toBe(200);
    expect((await ids(await readFhir(sandbox, 'Patient', access))).length).toBeGreaterThan(5);
    expect((await readFhir(sandbox, 'Patient/nobody', access)).status).toBe(404);
  });

  test('a backend token reaches what it is registered for, and no patient', async () => {
    const { access_token } = await backendToken(sandbox);
    expect((await readFhir(sandbox, 'Organization/gp-office', access_token)).status).toBe(200);
    expect((await readFhir(sandbox, 'Patient/hypertension', access_token)).status).toBe(403);
  });

  test('writing → 405; an unknown type → 404', async () => {
    const write = await fetch(`${sandbox.iss}/Patient`, { method: 'POST', headers: bearer(app) });
    expect(await refusal(write)).toMatchObject({ status: 405 });
    expect(await refusal(await readFhir(sandbox, 'Nothing/1', app))).toMatchObject({ status: 404 });
    expect(await refusal(await readFhir(sandbox, 'constructor/1', app))).toMatchObject({ status: 404 });
  });
});

describe('checklist 74: a scope limited by category', () => {
  const limited =
    'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';

  test('is granted as it was asked for', async () => {
    expect((await launchTestClient(sandbox, `launch ${limited}`)).scope).toBe(`launch ${limited}`);
  });

  test('search without category returns only vital signs; search for others returns nothing', async () => {
    const access = await token(limited);
    expect(await ids(await readFhir(sandbox, 'Observation', access))).toEqual([
      'hypertension.office-vital-signs',
    ]);
    expect(await ids(await readFhir(sandbox, 'Observation?category=laboratory', access))).toEqual([]);
    expect(await ids(await readFhir(sandbox, 'Observation?code=2160-0', access))).toEqual([]);
  });

  test('read of a laboratory result → 404, of a vital sign → 200', async () => {
    const access = await token(limited);
    expect((await readFhir(sandbox, 'Observation/hypertension.office-laboratory', access)).status).toBe(404);
    expect((await readFhir(sandbox, 'Observation/hypertension.office-vital-signs', access)).status).toBe(200);
  });

  test('an unlimited scope sees both', async () => {
    const access = await token('patient/Observation.rs');
    expect((await ids(await readFhir(sandbox, 'Observation', access))).length).toBe(2);
  });

  test('_include, _revinclude and chained parameters bring in nothing else', async () => {
    const access = await token(`${limited} patient/Patient.r`);
    const query =
      '_include=Observation:subject&_revinclude=Encounter:subject&patient.name=x&subject:Patient._id=copd';
    expect(await ids(await readFhir(sandbox, `Observation?${query}`, access))).toEqual([
      'hypertension.office-vital-signs',
    ]);
  });

  test('_history and batch are not offered', async () => {
    const access = await token(limited);
    const history = await readFhir(sandbox, 'Observation/hypertension.office-laboratory/_history', access);
    expect(history.status).toBe(405);
    const entry = [{ request: { method: 'GET', url: 'Observation/hypertension.office-laboratory' } }];
    const batch = await fetch(sandbox.iss, {
      method: 'POST',
      headers: { ...bearer(access), 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }),
    });
    expect(await refusal(batch)).toMatchObject({ status: 404 });
  });

  test.each([
    'patient/Observation.rs?category:in=x',
    'patient/Observation.rs?code=8867-4',
    'patient/Encounter.rs?status=in-progress',
    'patient/*.rs?category=vital-signs',
    'patient/Observation.read?category=vital-signs',
    'patient/Observation.rs?',
  ])('the limit in %s cannot be enforced, so the scope is not granted', async (scope) => {
    expect((await launchTestClient(sandbox, `launch openid ${scope}`)).scope).toBe('launch openid');
  });

  test('next links obey the same limits', async () => {
    const access = await token('user/Patient.rs');
    const first = await json<fhir4.Bundle>(await readFhir(sandbox, 'Patient?_count=2', access));
    expect(first.entry?.length).toBe(2);
    const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const seen = await ids(await fetch(next, { headers: bearer(access) }));
    expect(seen.length).toBe(2);
    const own = await token('patient/Patient.rs');
    expect(await ids(await fetch(next, { headers: bearer(own) }))).toEqual([]);
  });
});

describe('checklist 75–76: letters and versions of scopes', () => {
  test('75 .r alone does not allow search', async () => {
    const access = await token('patient/Observation.r');
    expect((await readFhir(sandbox, 'Observation', access)).status).toBe(403);
    expect((await readFhir(sandbox, 'Observation/hypertension.office-laboratory', access)).status).toBe(200);
  });

  test('75 .s alone does not allow read', async () => {
    const access = await token('patient/Observation.s');
    expect((await readFhir(sandbox, 'Observation/hypertension.office-laboratory', access)).status).toBe(403);
    expect((await readFhir(sandbox, 'Observation', access)).status).toBe(200);
  });

  test('75 search by POST needs .s too', async () => {
    const search = (access: string) =>
      fetch(`${sandbox.iss}/Observation/_search`, {
        method: 'POST',
        headers: bearer(access),
        body: new URLSearchParams(),
      });
    expect((await search(await token('patient/Observation.r'))).status).toBe(403);
    expect((await search(await token('patient/Observation.s'))).status).toBe(200);
  });

  test('76 .read reads and searches, and is granted in its own form', async () => {
    const { access_token, scope } = await launchTestClient(sandbox, 'launch patient/Observation.read');
    expect(scope).toBe('launch patient/Observation.read');
    expect((await readFhir(sandbox, 'Observation', access_token)).status).toBe(200);
    expect((await readFhir(sandbox, 'Observation/hypertension.office-laboratory', access_token)).status).toBe(
      200,
    );
  });

  test('76 .* narrowed to reading is granted as .read; .write is not granted at all', async () => {
    expect((await launchTestClient(sandbox, 'launch patient/Observation.*')).scope).toBe(
      'launch patient/Observation.read',
    );
    expect((await launchTestClient(sandbox, 'launch patient/Observation.write')).scope).toBe('launch');
  });
});

describe('search', () => {
  test('a personal identifier is taken by POST, and never stands in a URL', async () => {
    const access = await token('user/Patient.rs');
    const patient = await json<fhir4.Patient>(await readFhir(sandbox, 'Patient/copd', access));
    const [{ system, value } = {}] = patient.identifier ?? [];
    const identifier = `${system}|${value}`;
    const byGet = await readFhir(sandbox, `Patient?${new URLSearchParams({ identifier })}`, access);
    expect(await refusal(byGet)).toMatchObject({ status: 400 });
    const byPost = await fetch(`${sandbox.iss}/Patient/_search`, {
      method: 'POST',
      headers: bearer(access),
      body: new URLSearchParams({ identifier }),
    });
    const bundle = await json<fhir4.Bundle>(byPost);
    expect(bundle.entry?.map(({ resource }) => resource?.id)).toEqual(['copd']);
    expect(JSON.stringify(bundle.link)).not.toContain(value);
  });

  test('an unknown parameter is left out of self, and refused under handling=strict', async () => {
    const access = await token('patient/Encounter.rs');
    const bundle = await json<fhir4.Bundle>(
      await readFhir(sandbox, 'Encounter?unheard=1&status=in-progress', access),
    );
    expect(bundle.link?.[0]?.url).toBe(`${sandbox.iss}/Encounter?status=in-progress`);
    const strict = await readFhir(sandbox, 'Encounter?unheard=1', access, { prefer: 'handling=strict' });
    expect(await refusal(strict)).toMatchObject({ status: 400 });
  });

  test.each(['-1', 'x', '1e9', ''])('_count=%s → 400', async (count) => {
    const access = await token('patient/Encounter.rs');
    expect(await refusal(await readFhir(sandbox, `Encounter?_count=${count}`, access))).toMatchObject({
      status: 400,
    });
  });

  test('_count=0 gives the total alone', async () => {
    const access = await token('patient/Encounter.rs');
    const bundle = await json<fhir4.Bundle>(await readFhir(sandbox, 'Encounter?_count=0', access));
    expect(bundle.entry).toEqual([]);
    expect(bundle.total).toBeGreaterThan(0);
  });

  test('XML is not spoken → 406', async () => {
    const response = await readFhir(sandbox, 'Patient/hypertension', app, { accept: 'application/fhir+xml' });
    expect(await refusal(response)).toMatchObject({ status: 406 });
  });
});
