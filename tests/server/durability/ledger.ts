import type { PersonIdentifier } from '../../../server/access/grant.ts';

/** One measurement as its source knows it: every value it was sent with, in order, and which of them was last acknowledged. */
export interface Measurement {
  identifier: string;
  person: PersonIdentifier;
  source: string;
  effective: string;
  sent: number[];
  /** Index in `sent`; -1 until something was acknowledged. */
  acknowledged: number;
}

/** Of a reading: what one Observation says. */
export interface Found {
  identifier: string;
  value: number;
}

/** What was sent and what was acknowledged, about everybody. */
export class Ledger {
  readonly measurements = new Map<string, Measurement>();
  /** Entries answered 2xx in an answer that came whole. */
  entriesAcknowledged = 0;

  about(person: PersonIdentifier): Measurement[] {
    return [...this.measurements.values()].filter((one) => one.person.value === person.value);
  }

  /** What contradicts the ledger in all that was found about a person; empty when it holds. */
  faults(person: PersonIdentifier, found: Found[]): string[] {
    const values = new Map<string, number[]>();
    for (const { identifier, value } of found) {
      values.set(identifier, [...(values.get(identifier) ?? []), value]);
    }
    const strange = [...values.keys()].filter(
      (identifier) => this.measurements.get(identifier)?.person.value !== person.value,
    );
    return [
      ...strange.map((identifier) => `${identifier} is there, but was never sent`),
      ...this.about(person).flatMap((one) => faultsOf(one, values.get(one.identifier) ?? [])),
    ];
  }
}

function faultsOf({ identifier, sent, acknowledged }: Measurement, found: number[]): string[] {
  if (found.length > 1) return [`${identifier} is there ${found.length} times`];
  const [value] = found;
  if (value === undefined)
    return acknowledged < 0 ? [] : [`${identifier} was acknowledged, but is not there`];
  const index = sent.lastIndexOf(value);
  if (index < 0) return [`${identifier} has a value that was never sent`];
  return index < acknowledged
    ? [`${identifier} has value ${index}, but ${acknowledged} was acknowledged`]
    : [];
}
