import { FhirError, type IssueCode } from '../errors.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { isSamePatient, type PatientInContext } from '../observation/same-patient.ts';
import { hprNumber, hprSystem } from '../person/hpr-number.ts';
import { isOrganizationNumber, organizationNumberSystem } from '../person/organization-number.ts';
import { holdsPersonNumber } from '../person/person-number-in-text.ts';
import type { Blocked, BlockChange } from './blocks.ts';
import { openRules } from './consent-codes.ts';
import { consent, type SentConsent } from './consent-structure.ts';

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(9999, 0, 1);
const longestName = 200;

/**
 * What a sent Consent means. Refuses what is no Consent in R4 (400), what a block cannot obey (422) and another patient's
 * (403), naming element and rule. Without a start it holds from now. Not kept, because it says nothing of its own: id, meta,
 * dateTime, generated text, displays and texts of codes; and performer, who is whoever has logged in.
 * @param now epoch milliseconds
 */
export function readConsent(
  sent: unknown,
  context: PatientInContext,
  now: number,
): Omit<BlockChange, 'madeBy'> {
  requireConsent(sent);
  requirePatient(sent, context);
  const status = sent.status === 'active' ? 'active' : 'withdrawn';
  const blocked = readBlocked(sent);
  const period = readPeriod(sent.provision.period, now);
  if (status === 'active' && period.to !== undefined && period.to <= now) {
    throw refusal('Consent.provision.period.end', 'is over: an active block would never hold', 'period-over');
  }
  return { status, blocked, ...period };
}

function requireConsent(sent: unknown): asserts sent is SentConsent {
  const found = consent(sent);
  if (!found) return;
  const { path, rule, code, reason = 'structure-invalid' } = found;
  throw new FhirError(code === undefined ? 400 : 422, code ?? 'structure', `Consent${path} ${rule}`, {
    expression: [`Consent${path}`],
    reason,
  });
}

function requirePatient({ patient, performer = [] }: SentConsent, context: PatientInContext): void {
  if (!patient.reference && !patient.identifier) {
    throw refusal('Consent.patient', 'must have a reference or an identifier', 'element-missing', 'required');
  }
  if (!names(patient, context)) {
    throw new FhirError(403, 'forbidden', "Consent.patient is another patient than the token's", {
      expression: ['Consent.patient'],
      reason: 'other-patient',
    });
  }
  const stranger = performer.findIndex((each) => !names(each, context));
  if (stranger < 0) return;
  const rule = 'is whoever has logged in: it may refer to the patient, or to nobody';
  throw refusal(`Consent.performer[${stranger}]`, rule, 'performer-other');
}

/** Whether the reference names nobody else than the patient. */
function names({ reference, identifier }: fhir4.Reference, context: PatientInContext): boolean {
  const { system = '', value = '' } = identifier ?? {};
  return isSamePatient(context, reference ? [reference] : [], identifier ? [`${system}|${value}`] : []);
}

function readBlocked({ provision, policyRule }: SentConsent): Blocked {
  const [actor, ...others] = provision.actor ?? [];
  if (!actor) return { kind: 'everyone' };
  if (others.length > 0) {
    throw refusal('Consent.provision.actor', 'must be one: make a Consent for each', 'several-actors');
  }
  if (!(policyRule.coding ?? []).every(({ code }) => openRules.some((rule) => rule.code === code))) {
    const codes = openRules.map(({ code }) => code).join(' or ');
    throw refusal(
      'Consent.policyRule',
      `must be ${codes} where provision.actor names somebody: everyone else keeps access`,
      'policy-rule-too-wide',
    );
  }
  return readRecipient(actor.reference, 'Consent.provision.actor[0].reference');
}

function readRecipient({ type, identifier, display = '' }: fhir4.Reference, element: string): Blocked {
  const { system, value = '' } = identifier ?? {};
  const expected = system === hprSystem ? 'Practitioner' : 'Organization';
  if (system !== hprSystem && system !== organizationNumberSystem) {
    const rule = `must be ${hprSystem} (HPR) or ${organizationNumberSystem} (organisation number)`;
    throw refusal(`${element}.identifier.system`, rule, 'identifier-system');
  }
  if (type !== undefined && type !== expected) {
    throw refusal(`${element}.type`, `must be ${expected}, as its identifier is of one`, 'reference-type');
  }
  const name = readName(display, `${element}.display`);
  if (system === hprSystem) {
    const hpr = hprNumber(value);
    if (hpr) return { kind: 'clinician', hpr, name };
    throw refusal(`${element}.identifier.value`, 'must be an HPR number: one to nine digits', 'hpr-invalid');
  }
  if (isOrganizationNumber(value)) return { kind: 'organization', orgnr: value, name };
  const rule = 'must be an organisation number: nine digits, the last of which is the check digit';
  throw refusal(`${element}.identifier.value`, rule, 'organization-number-invalid');
}

/** The citizen is shown it for as long as the block stands. */
function readName(display: string, element: string): string {
  const name = display.trim();
  if (name.length > longestName)
    throw refusal(element, `is longer than ${longestName} characters`, 'name-invalid');
  if (/\p{Cc}/u.test(name)) throw refusal(element, 'must be one line', 'name-invalid');
  if (holdsPersonNumber(name))
    throw refusal(element, 'must be a name, without a national number', 'name-invalid');
  return name;
}

function readPeriod(period: fhir4.Period | undefined, now: number): { from: number; to?: number } {
  const element = 'Consent.provision.period';
  const from = period?.start === undefined ? now : instants(period.start, `${element}.start`).from;
  if (period?.end === undefined) return { from };
  const { to } = instants(period.end, `${element}.end`);
  if (to <= from) {
    const rule =
      period.start === undefined
        ? 'is over, and without a start the block holds from now'
        : 'is before its start';
    throw refusal(`${element}.end`, rule, 'period-invalid');
  }
  return { from, to };
}

function instants(dateTime: string, element: string): { from: number; to: number } {
  const span = parseDateTime(dateTime);
  if (!span || span.from < earliest || span.to > latest) {
    throw refusal(element, 'must lie between 1900 and 9998', 'period-invalid');
  }
  return span;
}

function refusal(element: string, rule: string, reason: string, code: IssueCode = 'value'): FhirError {
  return new FhirError(422, code, `${element} ${rule}`, { expression: [element], reason });
}
