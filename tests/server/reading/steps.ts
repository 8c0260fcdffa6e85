import fc from 'fast-check';

/** Where times come from: in steps of ten minutes, so that beginnings and ends are met exactly. */
export const tick = 600_000;
/** Far ahead: the allowance for clocks that differ, when a block is made, plays no part. */
export const start = Date.UTC(2100, 0, 1);

export const clinicians = [
  { hpr: '9144889', name: 'Åse Fjellsjø' },
  { hpr: '222200063', name: 'Kari Nordmann' },
] as const;

/** How long measurements may be read after a follow-up has ended. */
export const readableAfter = tick;

/** `own` is unknown to the register until the history enrols it. */
export const organizations = [
  { orgnr: '312774100', consumes: true, from: start - 100 * tick },
  { orgnr: '313392147', consumes: false, from: start - 100 * tick },
  { orgnr: '310518778', consumes: true, from: start + 2 * tick },
  { orgnr: '310067156', consumes: true, from: start - 100 * tick, to: start + 3 * tick },
] as const;
export const own = organizations.length;

export type WhomBlocked =
  | { kind: 'clinician'; clinician: number; zeros: string }
  | { kind: 'organization'; organization: number }
  | { kind: 'everyone' };

export interface BlockContent {
  whom: WhomBlocked;
  /** In ticks from now. */
  begins: number;
  /** In ticks. */
  lasts: number | undefined;
}

const facade = fc.nat(1);
const seldom = fc.integer({ min: 0, max: 9 }).map((number) => number === 9);
/** Mostly whole; else a token that lacks something. */
const letters = fc.oneof({ weight: 8, arbitrary: fc.constant('rs') }, fc.constantFrom('r', 's', ''));
const clinician = fc.nat(clinicians.length - 1);
const organization = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(own));
const relation = fc.constantFrom('self' as const, 'parent' as const, 'proxy' as const);
const action = fc.constantFrom(
  'read' as const,
  'history' as const,
  'search' as const,
  'latest' as const,
  'trend' as const,
);
const opening = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  fc.record({
    by: fc.constantFrom('consent' as const, 'emergency' as const),
    reason: fc.constantFrom('Pasienten ba om det', 'Bevisstløs'),
  }),
);
const whom: fc.Arbitrary<WhomBlocked> = fc.oneof(
  fc.record({ kind: fc.constant('clinician' as const), clinician, zeros: fc.constantFrom('', '00') }),
  fc.record({ kind: fc.constant('organization' as const), organization }),
  { weight: 2, arbitrary: fc.constant({ kind: 'everyone' as const }) },
);
const period = {
  begins: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: -3, max: 3 })),
  lasts: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
};
const content: fc.Arbitrary<BlockContent> = fc.record({ whom, ...period });
const asked = { facade, letters, action, missing: seldom, logFull: seldom };
const changes = { facade, relation, logFull: seldom };

export const look = fc.record({
  act: fc.constant('look' as const),
  ...asked,
  clinician,
  organization,
  opening,
});
const ownLook = fc.record({
  act: fc.constant('own-look' as const),
  ...asked,
  relation: fc.oneof({ weight: 3, arbitrary: relation }, fc.constant('parent-limited' as const)),
});
/** The parent of somebody aged 12 to 15 asks what there is to see, or tries to see who looked or to take part in what is the child's. */
const limited = fc.record({
  act: fc.constant('limited' as const),
  facade,
  about: fc.constantFrom('EpisodeOfCare' as const, 'AuditEvent' as const, 'Consent' as const),
  letters: fc.constantFrom('own' as const, 'all' as const),
  logFull: seldom,
});
const make = fc.record({ act: fc.constant('make' as const), ...changes, content });
const change = fc.record({
  act: fc.constant('change' as const),
  ...changes,
  block: fc.nat(3),
  content,
  withdrawn: seldom,
});
const withdraw = fc.record({ act: fc.constant('withdraw' as const), ...changes, block: fc.nat(3) });
/** A clinician tries to take part in what is the citizen's alone. */
const meddle = fc.record({ act: fc.constant('meddle' as const), facade, clinician, organization });
const wait = fc.record({ act: fc.constant('wait' as const), ticks: fc.integer({ min: 1, max: 3 }) });
const enrol = fc.record({ act: fc.constant('enrol' as const), consumes: fc.boolean(), ...period });

/** In ticks from now: when what is delivered was measured, or a follow-up ends. */
const when = fc.integer({ min: -4, max: 1 });
const deliver = fc.record({
  act: fc.constant('deliver' as const),
  ...{ facade, organization, measured: when, withdrawn: seldom, logFull: seldom },
});
const endFollowUp = fc.record({
  act: fc.constant('end' as const),
  ...{ facade, organization, to: when, logFull: seldom },
});

export type Look = typeof look extends fc.Arbitrary<infer T> ? T : never;
export type OwnLook = typeof ownLook extends fc.Arbitrary<infer T> ? T : never;
const step = fc.oneof(
  { weight: 8, arbitrary: look },
  { weight: 1, arbitrary: ownLook },
  { weight: 4, arbitrary: make },
  { weight: 1, arbitrary: change },
  { weight: 1, arbitrary: withdraw },
  { weight: 1, arbitrary: meddle },
  { weight: 1, arbitrary: limited },
  { weight: 2, arbitrary: wait },
  { weight: 1, arbitrary: enrol },
  { weight: 3, arbitrary: deliver },
  { weight: 3, arbitrary: endFollowUp },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
/** What happens about one person. */
export const history = fc.array(step, { minLength: 4, maxLength: 10, size: 'max' });
