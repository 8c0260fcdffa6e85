import type { AssessedPart, Assessment } from '../clinical/assess.ts';
import { canonicalSystem, SNOMED } from '../clinical/code-systems.ts';
import type { IssueCode } from '../errors.ts';
import { personIdentifierSystems } from '../person/person-identifier.ts';
import type { DeliveryWarning } from '../store/deliverable.ts';
import { vkpProfiles, type VkpProfile } from './vkp-profile.ts';

/**
 * Where an Observation deviates from its code's VKP profile. `information` where real sources do so as a rule: patients
 * measure themselves, organisations are performers, home cuffs are oscillometric, effectiveInstant is published by NHN.
 */
export function deviationsFromProfile(
  observation: fhir4.Observation,
  { vitalSign, parts }: Assessment,
): DeliveryWarning[] {
  const profile = vitalSign && vkpProfiles.get(vitalSign.code.code);
  if (!profile) return [];
  const { performer = [], bodySite, method } = observation;
  const found: (keyof typeof deviations)[] = [];
  if (!hasSystem(observation.code, profile.codeSystem)) found.push('vkp-code');
  if (performer.some((each) => isOtherPerformer(each, profile))) found.push('vkp-performer');
  if (isOutside(bodySite, profile.bodySites)) found.push('vkp-body-site');
  if (isOutside(method, profile.methods)) found.push('vkp-method');
  const { units } = profile;
  if (units) {
    if (!observation.category?.some(isVitalSigns)) found.push('vkp-category');
    if (observation.effectiveInstant !== undefined) found.push('vkp-effective');
    if (parts.some((part) => hasOtherUnit(observation, part, units))) found.push('vkp-unit');
  }
  return found.map((deviation) => told(profile, deviation));
}

const deviations = {
  'vkp-code': ['warning', 'code-invalid', 'code', 'has no coding with the system that the profile requires'],
  'vkp-performer': [
    'information',
    'business-rule',
    'performer',
    'is not of the types or identifiers of the profile',
  ],
  'vkp-body-site': ['warning', 'code-invalid', 'bodySite', "is outside the profile's value set"],
  'vkp-method': ['information', 'code-invalid', 'method', "is outside the profile's value set"],
  'vkp-category': ['information', 'required', 'category', 'lacks vital-signs, which the profile requires'],
  'vkp-effective': ['information', 'business-rule', 'effectiveInstant', 'is no dateTime or Period'],
  'vkp-unit': ['warning', 'code-invalid', 'valueQuantity', "is not in the profile's UCUM codes"],
} as const satisfies Record<string, [DeliveryWarning['severity'], IssueCode, string, string]>;

const known = new Map<string, DeliveryWarning>();

/** Made once: most measurements of a source deviate in the same way. */
function told({ id }: VkpProfile, reason: keyof typeof deviations): DeliveryWarning {
  const key = `${id} ${reason}`;
  const before = known.get(key);
  if (before) return before;
  const [severity, code, element, rule] = deviations[reason];
  const expression = `Observation.${element}`;
  const made = { severity, code, reason, expression, text: `${expression} ${rule} (${id})` };
  known.set(key, made);
  return made;
}

function hasSystem({ coding = [] }: fhir4.CodeableConcept, wanted: string | undefined): boolean {
  return !wanted || coding.some(({ system }) => system !== undefined && canonicalSystem(system) === wanted);
}

function isOtherPerformer({ type, reference, identifier }: fhir4.Reference, profile: VkpProfile): boolean {
  const byFnr = identifier?.system === personIdentifierSystems.fnr;
  if (!byFnr) return profile.onlyByFnr;
  const named = type ?? reference?.split('/').at(-2);
  return named !== undefined && !profile.performers.includes(named);
}

function isOutside(
  concept: fhir4.CodeableConcept | undefined,
  valueSet: readonly string[] | undefined,
): boolean {
  if (!concept || !valueSet) return false;
  return !concept.coding?.some(
    ({ system = SNOMED, code = '' }) => canonicalSystem(system) === SNOMED && valueSet.includes(code),
  );
}

function isVitalSigns({ coding = [] }: fhir4.CodeableConcept): boolean {
  return coding.some(({ code }) => code === 'vital-signs');
}

/** A unit that could not be read at all is told by a warning of its own. */
function hasOtherUnit(
  observation: fhir4.Observation,
  { component, value }: AssessedPart,
  units: readonly string[],
): boolean {
  if (value === undefined) return false;
  const sent = component === undefined ? observation : observation.component?.[component];
  return !units.includes(sent?.valueQuantity?.code ?? '');
}
