import type { Block } from '../blocks/blocks.ts';
import { isEnrolled, type Organization } from '../organizations/organization.ts';
import { hprNumber } from '../person/hpr-number.ts';
import type { CitizenGrant, ClinicianGrant } from './grant.ts';
import type { ScopeLetter } from './scope.ts';

/** How a clinician opens a general restriction. */
export interface Opening {
  by: 'consent' | 'emergency';
  /** In the clinician's own words; the citizen reads it. */
  reason: string;
}

/** Everything that a decision about a clinician depends on. Scope and patient are settled before. */
export interface ClinicianQuestion {
  reader: Pick<ClinicianGrant, 'kind'> & { practitioner: { hpr: string }; organization: { orgnr: string } };
  /** The reader's organisation as the register has it now; undefined: it is not there. */
  organization: Organization | undefined;
  /** The citizen's, in force at this instant. */
  blocks: readonly Pick<Block, 'blocked'>[];
  opening?: Opening;
  /**
   * Until when the measurements may be read for the sake of home follow-up; Infinity: it is under way, undefined: nobody has
   * delivered about the patient, so that there is nothing to disclose.
   */
  readableUntil: number | undefined;
  /** Epoch milliseconds. */
  at: number;
}

/** Everything that a decision about a citizen depends on. The patient is settled before. */
export interface CitizenQuestion {
  reader: Pick<CitizenGrant, 'kind'> & { actor: Pick<CitizenGrant['actor'], 'relation'> };
  /** FHIR type of what is asked for, or of what is to be made or changed, and which of these it is. */
  about: string;
  letter: ScopeLetter;
}

export type AccessQuestion = ClinicianQuestion | CitizenQuestion;

export type AccessRefusal =
  'parent-limited' | 'organization-not-enrolled' | 'access-blocked' | 'access-restricted' | 'follow-up-ended';

export type AccessDecision =
  | { allowed: true; /** The restriction that was opened, for the log. */ opened?: Opening }
  | { allowed: false; reason: AccessRefusal };

interface Rule<Q extends AccessQuestion> {
  reason: AccessRefusal;
  refuses: (question: Q) => boolean;
}

/**
 * Citizens see what is theirs, and a parent or a proxy what is the patient's. A parent of somebody aged 12 to 15 sees that there
 * is a home follow-up, and nothing else: whatever is not named here is refused.
 */
export const citizenRules: readonly Rule<CitizenQuestion>[] = [
  {
    reason: 'parent-limited',
    refuses: ({ reader, about, letter }) =>
      reader.actor.relation === 'parent-limited' && !(about === 'EpisodeOfCare' && letter === 's'),
  },
];

/**
 * Whether a clinician may see the measurements of a person: the rules in their order, the first that refuses decides. A named
 * block holds in emergencies too; a general restriction gives way to consent or emergency. The follow-up comes last: whoever is
 * kept out learns nothing of it. It is what the measurements are for, and no emergency brings an ended one back.
 */
export const clinicianRules: readonly Rule<ClinicianQuestion>[] = [
  { reason: 'organization-not-enrolled', refuses: ({ organization, at }) => !mayConsume(organization, at) },
  { reason: 'access-blocked', refuses: isNamed },
  { reason: 'access-restricted', refuses: (question) => isRestricted(question) && !question.opening },
  { reason: 'follow-up-ended', refuses: ({ readableUntil = Infinity, at }) => at >= readableUntil },
];

/** Who may do what: the rules of those who ask, in their order. */
export function decide(question: AccessQuestion): AccessDecision {
  if (isCitizens(question)) return decideBy(citizenRules, question);
  const decision = decideBy(clinicianRules, question);
  const { opening } = question;
  return { ...decision, ...(decision.allowed && opening && isRestricted(question) && { opened: opening }) };
}

function decideBy<Q extends AccessQuestion>(rules: readonly Rule<Q>[], question: Q): AccessDecision {
  const rule = rules.find(({ refuses }) => refuses(question));
  return rule ? { allowed: false, reason: rule.reason } : { allowed: true };
}

function isCitizens(question: AccessQuestion): question is CitizenQuestion {
  return question.reader.kind === 'citizen';
}

function mayConsume(organization: Organization | undefined, at: number): boolean {
  return organization !== undefined && organization.consumes && isEnrolled(organization, at);
}

function isNamed({ reader, blocks }: ClinicianQuestion): boolean {
  return blocks.some(({ blocked }) => {
    switch (blocked.kind) {
      case 'clinician':
        return hprNumber(blocked.hpr) === hprNumber(reader.practitioner.hpr);
      case 'organization':
        return blocked.orgnr === reader.organization.orgnr;
      case 'everyone':
        return false;
    }
  });
}

function isRestricted({ blocks }: ClinicianQuestion): boolean {
  return blocks.some(({ blocked }) => blocked.kind === 'everyone');
}
