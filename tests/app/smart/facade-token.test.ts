import { describe, expect, test } from 'vitest';
import { FhirError } from '../../../app/fhir/fhir-error.ts';
import type { FacadeGrant } from '../../../app/smart/exchange.ts';
import { FacadeToken } from '../../../app/smart/facade-token.ts';

interface Ehr {
  token?: string;
  /** What a refresh gives. */
  next?: string;
}

function setUp(ehr: Ehr, lifetime = 600, refuse?: (subject: string) => FhirError | undefined) {
  const clock = { now: 1_000_000 };
  const exchanged: string[] = [];
  const source = {
    accessToken: () => ehr.token,
    refresh: () => {
      if (!ehr.next) return Promise.resolve(false);
      ehr.token = ehr.next;
      return Promise.resolve(true);
    },
  };
  const exchange = (subject: string): Promise<FacadeGrant> => {
    exchanged.push(subject);
    const error = refuse?.(subject);
    return error ? Promise.reject(error) : Promise.resolve({ token: `facade-${exchanged.length}`, lifetime });
  };
  return { tokens: new FacadeToken(source, exchange, () => clock.now), clock, exchanged };
}

const inactive = () => new FhirError(400, 'token-inactive', '');

describe('the facade token', () => {
  test('is kept until 30 seconds before its end', async () => {
    const { tokens, clock, exchanged } = setUp({ token: 'ehr' });
    expect(await tokens.bearer()).toBe('facade-1');
    clock.now += 569_999;
    expect(await tokens.bearer()).toBe('facade-1');
    clock.now += 1;
    expect(await tokens.bearer()).toBe('facade-2');
    expect(exchanged).toEqual(['ehr', 'ehr']);
  });

  test('of a short life is kept half of it', async () => {
    const { tokens, clock } = setUp({ token: 'ehr' }, 20);
    await tokens.bearer();
    clock.now += 9_999;
    expect(await tokens.bearer()).toBe('facade-1');
    clock.now += 1;
    expect(await tokens.bearer()).toBe('facade-2');
  });

  test('that is taken to be ended is the last: also one that is under way', async () => {
    const { tokens, exchanged } = setUp({ token: 'ehr' });
    expect(await tokens.bearer()).toBe('facade-1');
    const renewing = tokens.renew('facade-1');
    expect(await tokens.take()).toBe('facade-2');
    expect(await renewing).toBe('facade-2');
    await expect(tokens.bearer()).rejects.toMatchObject({ kind: 'expired' });
    expect(await tokens.take()).toBeUndefined();
    expect(exchanged).toHaveLength(2);
  });

  test('is exchanged once for all who wait', async () => {
    const { tokens, exchanged } = setUp({ token: 'ehr' });
    await Promise.all([tokens.bearer(), tokens.bearer(), tokens.bearer()]);
    expect(exchanged).toHaveLength(1);
  });

  test('that was rejected is not used again; one renewed meanwhile is', async () => {
    const { tokens, exchanged } = setUp({ token: 'ehr' });
    const first = await tokens.bearer();
    const [a, b] = [await tokens.renew(first), await tokens.renew(first)];
    expect([a, b]).toEqual(['facade-2', 'facade-2']);
    expect(exchanged).toHaveLength(2);
  });

  test('a failed exchange does not stand in the way of the next', async () => {
    let down = true;
    const { tokens } = setUp({ token: 'ehr' }, 600, () =>
      down ? new FhirError(503, 'introspection-unavailable', '') : undefined,
    );
    await expect(tokens.bearer()).rejects.toMatchObject({ reason: 'introspection-unavailable' });
    down = false;
    expect(await tokens.bearer()).toBe('facade-2');
  });
});

describe('the EHR’s token has run out', () => {
  test.each<[string, Ehr]>([
    ['by the clock', {}],
    ['by the facade’s word', { token: 'old' }],
  ])('%s, and nothing renews it: expired', async (_, ehr) => {
    const { tokens } = setUp(ehr, 600, inactive);
    await expect(tokens.bearer()).rejects.toMatchObject({ kind: 'expired' });
  });

  test('by the clock, and the EHR renews it', async () => {
    const { tokens, exchanged } = setUp({ next: 'new' });
    expect(await tokens.bearer()).toBe('facade-1');
    expect(exchanged).toEqual(['new']);
  });

  test('by the facade’s word, and the EHR renews it', async () => {
    const { tokens, exchanged } = setUp({ token: 'old', next: 'new' }, 600, (subject) =>
      subject === 'old' ? inactive() : undefined,
    );
    expect(await tokens.bearer()).toBe('facade-2');
    expect(exchanged).toEqual(['old', 'new']);
  });

  test('other refusals are not answered by a refresh', async () => {
    const { tokens, exchanged } = setUp(
      { token: 'ehr', next: 'new' },
      600,
      () => new FhirError(400, 'practitioner-without-hpr', ''),
    );
    await expect(tokens.bearer()).rejects.toMatchObject({ reason: 'practitioner-without-hpr' });
    expect(exchanged).toEqual(['ehr']);
  });
});
