import { LOINC, SNOMED } from '../clinical/code-systems.ts';

/** What HL7 Norway's VkpObservation IG (0.5.2, hl7.fhir.no.vkp.observation) asks for, code by code. */
export interface VkpProfile {
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
export const vkpProfiles: ReadonlyMap<string | undefined, VkpProfile> = new Map<
  string | undefined,
  VkpProfile
>([
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
