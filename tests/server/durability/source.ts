import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '#fixtures/random.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { batch, heartRate } from '../../support/observation-builders.ts';
import type { Ledger, Measurement } from './ledger.ts';

/** A source that delivers Bundles one after another until it is told to stop. */
export interface SourceOptions {
  name: string;
  orgnr: string;
  token: string;
  fhirBase: string;
  persons: PersonIdentifier[];
  /** Measurements that several sources of the organisation deliver, always with the same content. */
  shared: Measurement[];
  random: Random;
  ledger: Ledger;
  /** Whether to go on. */
  wanted: () => boolean;
}

/** No answer for so long means that the facade hangs. */
const patience = 30_000;

/** Sends new measurements, repeats some and corrects some; none of its own is under way twice at once. */
export async function deliverOnAndOn(options: SourceOptions): Promise<void> {
  const { name, orgnr, persons, shared, random, ledger, wanted } = options;
  const own: Measurement[] = [];
  const pick = <T>(list: readonly T[]) => list[random.integer(0, list.length - 1)] as T;
  const add = (): Measurement => {
    const measurement: Measurement = {
      identifier: `${name}-${own.length}`,
      person: pick(persons),
      source: orgnr,
      effective: new Date(Date.UTC(2026, 0, 1) + own.length * 60_000).toISOString(),
      sent: [random.integer(50, 90)],
      acknowledged: -1,
    };
    own.push(measurement);
    ledger.measurements.set(measurement.identifier, measurement);
    return measurement;
  };
  while (wanted()) {
    const before = own.length === 0 ? [] : Array.from({ length: random.integer(0, 8) }, () => pick(own));
    const again = [...new Set(before)];
    for (const measurement of again) {
      if (random.chance(0.5)) measurement.sent.push((measurement.sent.at(-1) ?? 0) + 1);
    }
    const fresh = Array.from({ length: random.integer(1, 20) }, add);
    await deliver(options, [...fresh, ...again, pick(shared)]);
  }
}

/** Delivers each measurement as it was last sent, and notes what is acknowledged. Resolves to how many were not. */
export async function deliver(
  { fhirBase, token, ledger }: Pick<SourceOptions, 'fhirBase' | 'token' | 'ledger'>,
  measurements: Measurement[],
): Promise<number> {
  const sent = measurements.map((measurement) => ({ measurement, index: measurement.sent.length - 1 }));
  const entries = await answerTo(fhirBase, token, batch(...measurements.map(observationOf)));
  const acknowledged = sent.filter((_, n) => /^2/.test(entries?.[n]?.response?.status ?? ''));
  for (const { measurement, index } of acknowledged) {
    measurement.acknowledged = Math.max(measurement.acknowledged, index);
  }
  ledger.entriesAcknowledged += acknowledged.length;
  if (acknowledged.length < sent.length) await delay(20);
  return sent.length - acknowledged.length;
}

/** The entries of an answer that came whole; undefined for a connection that broke and for a refusal. */
async function answerTo(
  url: string,
  token: string,
  bundle: object,
): Promise<fhir4.BundleEntry[] | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(bundle),
      signal: AbortSignal.timeout(patience),
    });
    const answer = (await response.json()) as fhir4.Bundle;
    return response.status === 200 ? answer.entry : undefined;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw new Error('The facade hangs', { cause: error });
    return undefined;
  }
}

/** Each organisation measures at seconds of its own: the same value at the same time by two would be shown once. */
function observationOf({ identifier, person, source, effective, sent }: Measurement): fhir4.Observation {
  const time = new Date(Date.parse(effective) + (Number(source) % 60) * 1000).toISOString();
  return heartRate(person, time, sent.at(-1) ?? 0, {
    identifier: [{ system: 'https://source.example/measurement', value: identifier }],
  });
}
