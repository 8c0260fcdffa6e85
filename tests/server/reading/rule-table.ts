/**
 * Who may see a person's measurements, written from what citizens and clinicians are promised and not from the code that
 * decides: a second opinion for histories.test.ts. Times are epoch milliseconds, periods half-open.
 */
export interface World {
  now: number;
  /** By number. One that is not here is unknown to the register. */
  organizations: ReadonlyMap<string, { consumes: boolean; from: number; to?: number }>;
  /** Each as it stands now. */
  blocks: readonly StandingBlock[];
  /** By the number of who follows the person at home: until when as they said last, Infinity while they have said nothing. */
  followUps: ReadonlyMap<string, number>;
  /** How long measurements may be read after a follow-up. */
  readableAfter: number;
}

export interface StandingBlock {
  whom: { clinician: string } | { organization: string } | 'everyone';
  from: number;
  to?: number;
  withdrawn: boolean;
}

export interface Viewer {
  /** Absent: a citizen, about themselves or whom they act for. */
  clinician?: { hpr: string; organization: string };
  /** A citizen is the parent of somebody aged 12 to 15. */
  limited?: boolean;
  /** Letters of patient/Observation in the token. */
  letters: string;
}

export type Verdict = { sees: true; opens: boolean } | { sees: false; because: string };

/** @param opens whether the clinician opens a general restriction: with consent, or in an emergency */
export function verdict(world: World, viewer: Viewer, letter: string, opens: boolean): Verdict {
  if (viewer.limited) return { sees: false, because: 'parent-limited' };
  if (!viewer.letters.includes(letter)) return { sees: false, because: 'scope-insufficient' };
  const { clinician } = viewer;
  if (!clinician) return { sees: true, opens: false };

  const takesPart = world.organizations.get(clinician.organization);
  if (!takesPart?.consumes || !isWithin(takesPart, world.now)) {
    return { sees: false, because: 'organization-not-enrolled' };
  }

  let restricted = false;
  for (const { whom, withdrawn, ...period } of world.blocks) {
    if (withdrawn || !isWithin(period, world.now)) continue;
    if (whom === 'everyone') restricted = true;
    else if (
      'clinician' in whom
        ? isSame(whom.clinician, clinician.hpr)
        : whom.organization === clinician.organization
    )
      return { sees: false, because: 'access-blocked' };
  }
  if (restricted && !opens) return { sees: false, because: 'access-restricted' };
  const ends = [...world.followUps].map(([orgnr, said]) => {
    const { to = Infinity } = world.organizations.get(orgnr) ?? {};
    return Math.min(said, to);
  });
  const isOver = ends.length > 0 && ends.every((end) => world.now >= end + world.readableAfter);
  if (isOver) return { sees: false, because: 'follow-up-ended' };
  return { sees: true, opens: restricted };
}

function isWithin({ from, to = Infinity }: { from: number; to?: number }, at: number): boolean {
  return at >= from && at < to;
}

/** HPR numbers are numbers: zeros before them say nothing. */
function isSame(one: string, other: string): boolean {
  return Number(one) === Number(other);
}
