import type { PersonIdentifier } from '../access/grant.ts';
import { limitOriginUrl, plausibilityUrl } from '../clinical/canonical.ts';
import { measuredStatuses } from '../clinical/measured-statuses.ts';
import { measuredValue } from '../clinical/measured-value.ts';
import { limitsAt, type IndividualLimits } from '../clinical/orders/limits-at.ts';
import {
  mostLookedAt,
  persistenceTally,
  type JudgedReading,
  type PersistenceTally,
} from '../clinical/orders/persistence.ts';
import type { Coding, Interpretation, Part, VitalSign } from '../clinical/types.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import type { CodeToken, NationalStore } from '../store/national-store.ts';

/** How far the yellow of a vital sign's latest measurement is on the way to counting, for one part. */
export interface LatestTally {
  /** Id of the measurement. */
  id: string;
  part: Part;
  tally: PersistenceTally;
}

/**
 * The tallies of the latest measurement of a vital sign; none when its yellow counts without further ado.
 * @param before only measurements before this instant, epoch milliseconds
 */
export type LatestTallies = (vitalSign: VitalSign, before?: number) => Promise<LatestTally[]>;

/**
 * Tells a number about the readings before the latest, and none of them: they are not in the log as disclosed. Nothing is
 * asked of the store unless an order of the vital sign has persistence.
 */
export function createLatestTallies(
  store: Pick<NationalStore, 'lastn'>,
  person: PersonIdentifier,
  individual: IndividualLimits | undefined,
  allowedCategories: CodeToken[] | undefined,
): LatestTallies {
  return async (vitalSign, before) => {
    const code = vitalSign.code.code ?? '';
    const periods = individual?.get(code) ?? [];
    if (!individual || !periods.some(({ limits }) => limits.some((each) => each?.persistence))) return [];
    const query = {
      codes: [{ code }],
      statuses: [...measuredStatuses],
      dates: before === undefined ? [] : [{ prefix: 'lt' as const, from: before, to: before }],
      max: mostLookedAt,
      ...(allowedCategories && { allowedCategories }),
    };
    const found = await store.lastn(person, query, individual);
    const observations = found.map(({ id, text }) => ({
      id,
      observation: JSON.parse(`{${text}`) as fhir4.Observation,
    }));
    const [latest] = observations;
    const time = latest && timeOf(latest.observation);
    if (!latest || time === undefined) return [];
    return vitalSign.parts.flatMap((part, index) => {
      const own = readingOf(vitalSign, part, latest.observation);
      const persistence = limitsAt(individual, vitalSign, index, time)?.persistence;
      if (!persistence || own.origin !== 'order') return [];
      const readings = observations.map(({ observation }) => readingOf(vitalSign, part, observation));
      const tally = persistenceTally(readings, persistence);
      return tally ? [{ id: latest.id, part, tally }] : [];
    });
  };
}

function timeOf({ effectiveDateTime, effectiveInstant, effectivePeriod }: fhir4.Observation) {
  return parseDateTime(effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start ?? '')?.from;
}

interface ServedConcept {
  extension?: { url: string; valueCode?: string }[];
  coding?: Coding[];
}

/** As the facade itself has judged it: its own interpretation is told by the origin of its limit. */
function readingOf(
  vitalSign: VitalSign,
  part: Part,
  observation: fhir4.Observation,
): JudgedReading & { origin?: string } {
  const { content } = measuredValue(vitalSign, part, observation);
  const { interpretation = [], extension = [] } = (content ?? {}) as {
    interpretation?: ServedConcept[];
    extension?: { url: string }[];
  };
  for (const concept of interpretation) {
    const origin = concept.extension?.find(({ url }) => url === limitOriginUrl)?.valueCode;
    const found = concept.coding?.[0]?.code as Interpretation | undefined;
    if (origin && found) {
      return {
        interpretation: found,
        origin,
        improbable: extension.some(({ url }) => url === plausibilityUrl),
      };
    }
  }
  return { improbable: false };
}
