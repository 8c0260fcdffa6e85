import { beforeEach, describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { FhirError } from '../../../app/fhir/fhir-error.ts';
import { loadOverview } from '../../../app/overview/overview-data.ts';
import { sessionOf, type Session } from '../../../app/session.ts';
import { loadTrend } from '../../../app/trends/trend-data.ts';
import { parametersOf, seriesOf } from '../fhir/parameters-of.ts';

const now = Date.parse('2026-11-27T12:00:00Z');
const never = () => new AbortController().signal;
const pulse = vitalSigns.filter(({ key }) => key === 'heart-rate');
const [sign] = pulse as [(typeof pulse)[number]];
const stated = { basis: 'AKUTT', reason: 'Bevisstløs på gulvet' } as const;
const refuse = (reason: string, status = 403) => new FhirError(status, reason, `words of ${reason}`);

let asked: { path: string; headers: Readonly<Record<string, string>> | undefined }[];
let refusals: Partial<Record<'$trend' | '$lastn', FhirError>>;

beforeEach(() => {
  asked = [];
  refusals = {};
});

/** A session on a connection that answers whom it is asked by, as the facade does. */
function session(patient = 'p1'): Session {
  const connection = {
    get(path: string, _signal: AbortSignal, headers?: Readonly<Record<string, string>>): Promise<unknown> {
      asked.push({ path, headers });
      const operation = path.includes('$trend') ? '$trend' : '$lastn';
      const refusal = refusals[operation];
      if (refusal) return Promise.reject(refusal);
      return Promise.resolve(
        operation === '$trend'
          ? parametersOf(seriesOf({ values: '70 72' }))
          : { resourceType: 'Bundle', type: 'searchset', entry: [] },
      );
    },
    send: () => Promise.reject(new Error('nothing is changed here')),
  };
  return sessionOf({
    patient: { id: patient, name: 'Trofast Fjæreplytt' },
    id: patient,
    connection,
    storeElsewhere: false,
  });
}

const overview = ({ facade }: Session) => loadOverview(facade, now, never());
const latest = ({ facade }: Session) => facade.latest(pulse, 1, never());
const basesAsked = () => asked.map(({ headers }) => headers?.['access-basis']);

/** As the page does: refused first, then opened by its form. */
async function opened(): Promise<Session> {
  const one = session();
  refusals = { $trend: refuse('access-restricted'), $lastn: refuse('access-restricted') };
  await expect(overview(one)).rejects.toThrow();
  refusals = {};
  one.access.open(stated);
  asked = [];
  return one;
}

describe('an opened restriction', () => {
  test('goes with every request of the session, of every view', async () => {
    const one = await opened();
    expect(one.access.accepted).toBe(false);
    await overview(one);
    await loadTrend(one.facade, sign, { kind: '30d' }, now, never());
    expect(basesAsked()).toEqual(['AKUTT', 'AKUTT', 'AKUTT']);
    expect(asked[0]?.headers?.['access-reason']).toBe('Bevisstl%C3%B8s%20p%C3%A5%20gulvet');
    expect(one.access).toMatchObject({ accepted: true, refusal: undefined });
  });

  test('is never inherited by another session, nor by a new one for the same patient', async () => {
    const one = await opened();
    const others = [session('p2'), session()];
    for (const other of others) {
      await latest(other);
      expect(other.access.stated).toBeUndefined();
    }
    await latest(one);
    expect(basesAsked()).toEqual([undefined, undefined, 'AKUTT']);
  });

  test('ends: nothing may be shown, nothing is asked, and what is asked next states nothing', async () => {
    const one = await opened();
    await latest(one);
    one.access.end();
    expect(one.access).toMatchObject({ stated: undefined, accepted: false });
    expect(one.access.refusal).toMatchObject({ failure: { kind: 'access-restricted' }, ended: true });
    expect(asked).toHaveLength(1);
    one.access.askAgain();
    await latest(one);
    expect(basesAsked()).toEqual(['AKUTT', undefined]);
  });

  test('that the facade cannot read comes back to be corrected, however many requests had it', async () => {
    const one = await opened();
    refusals = { $trend: refuse('header-invalid', 400), $lastn: refuse('header-invalid', 400) };
    await expect(overview(one)).rejects.toThrow();
    const { refusal } = one.access;
    expect(refusal).toMatchObject({ stated, rejected: 'words of header-invalid' });
    expect(refusal?.failure.kind).toBe('access-restricted');
    expect(one.access.stated).toBeUndefined();
  });

  test('that does not open is told as what it is', async () => {
    const one = await opened();
    refusals = { $lastn: refuse('access-restricted') };
    await expect(latest(one)).rejects.toThrow();
    expect(one.access.refusal).toMatchObject({ failure: { kind: 'access-restricted' }, stated });
    expect(one.access.refusal).not.toHaveProperty('rejected');
  });

  test('gives way to a named block', async () => {
    const one = await opened();
    refusals = { $lastn: refuse('access-blocked') };
    await expect(latest(one)).rejects.toThrow();
    expect(one.access.stated).toBeUndefined();
    expect(one.access.refusal?.failure).toMatchObject({ kind: 'access-blocked', detail: undefined });
    expect(one.access.refusal).not.toHaveProperty('stated');
  });
});

describe('what closes access takes everything from the screen', () => {
  test.each(['access-blocked', 'access-restricted', 'organization-not-enrolled', 'follow-up-ended'] as const)(
    '%s of one half of the overview, and of a trend',
    async (reason) => {
      for (const operation of ['$trend', '$lastn'] as const) {
        const one = session();
        refusals = { [operation]: refuse(reason) };
        await expect(overview(one)).rejects.toThrow(`words of ${reason}`);
        expect(one.access.refusal?.failure.kind).toBe(reason);
      }
      const one = session();
      await expect(loadTrend(one.facade, sign, undefined, now, never())).resolves.toBeDefined();
      refusals = { $trend: refuse(reason) };
      await expect(loadTrend(one.facade, sign, { kind: 'all' }, now, never())).rejects.toThrow();
      expect(one.access.refusal?.failure.kind).toBe(reason);
    },
  );

  test.each(['store-unavailable', 'log-unavailable', 'header-invalid'])(
    '%s concerns one view only',
    async (reason) => {
      const one = session();
      refusals = { $lastn: refuse(reason, 503) };
      await expect(latest(one)).rejects.toThrow();
      expect(one.access.refusal).toBeUndefined();
    },
  );

  test('an answer that nobody waits for any more changes nothing', async () => {
    const one = session();
    refusals = { $lastn: refuse('access-restricted') };
    const abort = new AbortController();
    const waiting = one.facade.latest(pulse, 1, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    expect(one.access.refusal).toBeUndefined();
  });
});
