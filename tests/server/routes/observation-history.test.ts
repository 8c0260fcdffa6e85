import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { heartRate, newPerson } from '../../support/observation-builders.ts';

let facade: RunningFacade;
beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());

describe('the history of a measurement', () => {
  const person = newPerson();
  const sent = heartRate(person, '2026-03-01T08:00:00Z', 70);
  let id: string;
  let token: string;
  beforeAll(async () => {
    const answer = await facade.deliver(sent);
    id = /Observation\/([^/]+)/.exec(String(answer.body.entry[0].response.location))?.[1] ?? '';
    await facade.deliver({
      ...sent,
      status: 'corrected',
      valueQuantity: { ...sent.valueQuantity, value: 71 },
    });
    await facade.deliver({ ...sent, status: 'entered-in-error' });
    token = await facade.clinician(person);
  });

  test('is a Bundle of every version, newest first, each with what was done and when', async () => {
    const { status, body } = await facade.ask(`/Observation/${id}/_history`, { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({ resourceType: 'Bundle', type: 'history', total: 3 });
    expect((body as fhir4.Bundle).entry).toMatchObject([
      { resource: { id, meta: { versionId: '3' }, status: 'entered-in-error' }, request: { method: 'PUT' } },
      { resource: { status: 'corrected', valueQuantity: { value: 71 } }, response: { etag: 'W/"2"' } },
      { resource: { status: 'final' }, request: { method: 'POST', url: 'Observation' } },
    ]);
  });

  test('one version as it was', async () => {
    const answer = await facade.ask(`/Observation/${id}/_history/1`, { token });
    expect(answer.headers.get('etag')).toBe('W/"1"');
    expect(answer.body).toMatchObject({
      resourceType: 'Observation',
      subject: { identifier: person },
      meta: { versionId: '1' },
      valueQuantity: { value: 70 },
    });
  });

  test.each(['0', '4', 'x', '1.0', '01'])('there is no version %s', async (version) => {
    expect((await facade.ask(`/Observation/${id}/_history/${version}`, { token })).status).toBe(404);
  });

  test('of another patient it does not exist', async () => {
    const other = newPerson();
    await facade.deliver(heartRate(other, '2026-03-01T08:00:00Z', 60));
    const othersToken = await facade.clinician(other);
    for (const path of [`/Observation/${id}/_history`, `/Observation/${id}/_history/1`]) {
      const answer = await facade.ask(path, { token: othersToken });
      const none = await facade.ask(path.replace(id, 'zzzzzz-1'), { token: othersToken });
      expect([answer.status, answer.body]).toEqual([404, none.body]);
    }
  });

  test('needs a clinician’s token', async () => {
    expect((await facade.ask(`/Observation/${id}/_history`)).status).toBe(401);
    expect((await facade.ask(`/Observation/${id}/_history`, { token: await facade.source() })).status).toBe(
      403,
    );
  });
});

describe('If-Match', () => {
  const person = newPerson();
  const sent = heartRate(person, '2026-03-01T08:00:00Z', 70);
  const post = async (value: number, ifMatch?: string) =>
    facade.ask('/Observation', {
      method: 'POST',
      token: await facade.source(),
      headers: { 'Content-Type': 'application/fhir+json', ...(ifMatch && { 'If-Match': ifMatch }) },
      body: JSON.stringify({ ...sent, valueQuantity: { ...sent.valueQuantity, value } }),
    });

  test('in the header of one Observation: 412 for another version, 422 for what is none', async () => {
    expect((await post(70)).status).toBe(201);
    expect((await post(71, 'W/"2"')).status).toBe(412);
    expect((await post(71, 'two')).status).toBe(422);
    expect((await post(71, 'W/"1"')).status).toBe(200);
  });

  test('in the entry of a batch', async () => {
    const entry = (value: number, ifMatch: string) => ({
      resource: { ...sent, valueQuantity: { ...sent.valueQuantity, value } },
      request: { method: 'PUT', url: 'Observation?identifier=m', ifMatch },
    });
    const answer = await facade.ask('', {
      method: 'POST',
      token: await facade.source(),
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Bundle',
        type: 'batch',
        entry: [entry(72, 'W/"1"'), entry(73, 'W/"2"'), entry(74, '')],
      }),
    });
    const responses = (answer.body as fhir4.Bundle).entry?.map(({ response }) => response?.status);
    expect(responses).toEqual(['412 Precondition Failed', '200 OK', '422 Unprocessable Entity']);
  });
});
