import type { AssessedPart, Assessment } from '../clinical/assess.ts';
import { canonicalSystem, LOINC, SNOMED } from '../clinical/code-systems.ts';
import type { IssueCode } from '../errors.ts';
import { personIdentifierSystems } from '../person/person-identifier.ts';
import type { DeliveryWarning } from '../store/deliverable.ts';

/** What HL7 Norway's VkpObservation IG (0.5.2, hl7.fhir.no.vkp.observation) asks for, code by code. */
interface VkpProfile {
  id: string;
  /** The system that one of the codings must have. */
  codeSystem?: string;
  /** A child of an R4 vital-signs profile: category, effectiveDateTime or Period, UCUM codes. */
  units?: readonly string[];
  /** Types that a performer may have. */
  performers: readonly string[];
  /** Each performer must be identified by fødselsnummer; else only those who are must be of the types. */
  onlyByFnr: boolean;
  bodySites?: readonly string[];
  methods?: readonly string[];
}

const vitalSign = (name: string, units: string[]): VkpProfile => ({
  id: `vkp-Observation-${name}`,
  codeSystem: LOINC,
  units,
  performers: ['Practitioner'],
  onlyByFnr: true,
});

/** By the code that the catalogue emits. Glucose, height and BMI have no profile. */
const profiles = new Map<string | undefined, VkpProfile>([
  [
    '85354-9',
    {
      ...vitalSign('Bloodpressure', ['mm[Hg]']),
      bodySites:
        `6685009 51636004 7569003 2402003 9736006 5951000 51114001 11207009 61396006 368209003 368208006
        29707007`.split(/\s+/),
      methods: ['37931006', '113011001'],
    },
  ],
  ['8867-4', vitalSign('Heartrate', ['/min'])],
  ['8310-5', vitalSign('Bodytemp', ['Cel', '[degF]'])],
  ['29463-7', vitalSign('Bodyweight', ['g', 'kg', '[lb_av]'])],
  ['2708-6', vitalSign('Oxygensat', ['%'])],
  ['9279-1', vitalSign('Resprate', ['/min'])],
  [
    '1104441000000107',
    { id: 'vkp-Observation-Consciousness', performers: ['Practitioner'], onlyByFnr: true },
  ],
  [
    '1104051000000101',
    {
      id: 'vkp-Observation-NEWS2score',
      codeSystem: SNOMED,
      performers: ['Practitioner'],
      onlyByFnr: false,
    },
  ],
  [
    '763264000',
    {
      id: 'vkp-Observation-CFSscore',
      codeSystem: SNOMED,
      performers: [
        'Practitioner',
        'PractitionerRole',
        'Patient',
        'RelatedPerson',
        'CareTeam',
        'Organization',
      ],
      onlyByFnr: false,
    },
  ],
]);

/**
 * Where an Observation deviates from its code's VKP profile. `information` where real sources do so as a rule: patients
 * measure themselves, organisations are performers, home cuffs are oscillometric, effectiveInstant is published by NHN.
 */
export function deviationsFromProfile(
  observation: fhir4.Observation,
  { vitalSign, parts }: Assessment,
): DeliveryWarning[] {
  const profile = vitalSign && profiles.get(vitalSign.code.code);
  if (!profile) return [];
  const found: DeliveryWarning[] = [];
  const tell = (deviates: boolean, deviation: keyof typeof deviations) => {
    if (deviates) found.push(told(profile, deviation));
  };
  const { performer = [], bodySite, method } = observation;
  tell(!hasSystem(observation.code, profile.codeSystem), 'vkp-code');
  tell(
    performer.some((each) => isOtherPerformer(each, profile)),
    'vkp-performer',
  );
  tell(isOutside(bodySite, profile.bodySites), 'vkp-body-site');
  tell(isOutside(method, profile.methods), 'vkp-method');
  if (!profile.units) return found;
  tell(!observation.category?.some(isVitalSigns), 'vkp-category');
  tell(observation.effectiveInstant !== undefined, 'vkp-effective');
  tell(
    parts.some((part) => hasOtherUnit(observation, part, profile.units ?? [])),
    'vkp-unit',
  );
  return found;
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
