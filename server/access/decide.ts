import type { Block } from '../blocks/blocks.ts';
import { isEnrolled, type Organization } from '../organizations/organization.ts';
import { hprNumber } from '../person/hpr-number.ts';
import type { ReaderGrant } from './grant.ts';

/** How a clinician opens a general restriction. */
export interface Opening {
  by: 'consent' | 'emergency';
  /** In the clinician's own words; the citizen reads it. */
  reason: string;
}

/** Everything that a decision depends on. Scope and patient are settled before. */
export interface AccessQuestion {
  reader: Pick<ReaderGrant, 'kind'> & { practitioner?: { hpr: string }; organization?: { orgnr: string } };
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

export type AccessRefusal =
  'organization-not-enrolled' | 'access-blocked' | 'access-restricted' | 'follow-up-ended';

export type AccessDecision =
  | { allowed: true; /** The restriction that was opened, for the log. */ opened?: Opening }
  | { allowed: false; reason: AccessRefusal };

interface Rule {
  reason: AccessRefusal;
  refuses: (question: AccessQuestion) => boolean;
}

/**
 * Whether somebody may see the measurements of a person: the rules in their order, the first that refuses decides. A named
 * block holds in emergencies too; a general restriction gives way to consent or emergency. The follow-up comes last: whoever is
 * kept out learns nothing of it. It is what the measurements are for, and no emergency brings an ended one back.
 */
export const accessRules: readonly Rule[] = [
  { reason: 'organization-not-enrolled', refuses: ({ organization, at }) => !mayConsume(organization, at) },
  { reason: 'access-blocked', refuses: isNamed },
  { reason: 'access-restricted', refuses: (question) => isRestricted(question) && !question.opening },
  { reason: 'follow-up-ended', refuses: ({ readableUntil = Infinity, at }) => at >= readableUntil },
];

/** Citizens see what is theirs: none of the rules is about them. */
export function decide(question: AccessQuestion): AccessDecision {
  if (question.reader.kind === 'citizen') return { allowed: true };
  const rule = accessRules.find(({ refuses }) => refuses(question));
  if (rule) return { allowed: false, reason: rule.reason };
  const { opening } = question;
  return { allowed: true, ...(opening && isRestricted(question) && { opened: opening }) };
}

function mayConsume(organization: Organization | undefined, at: number): boolean {
  return organization !== undefined && organization.consumes && isEnrolled(organization, at);
}

function isNamed({ reader, blocks }: AccessQuestion): boolean {
  return blocks.some(({ blocked }) => {
    switch (blocked.kind) {
      case 'clinician':
        return hprNumber(blocked.hpr) === hprNumber(reader.practitioner?.hpr ?? '');
      case 'organization':
        return blocked.orgnr === reader.organization?.orgnr;
      case 'everyone':
        return false;
    }
  });
}

function isRestricted({ blocks }: AccessQuestion): boolean {
  return blocks.some(({ blocked }) => blocked.kind === 'everyone');
}
