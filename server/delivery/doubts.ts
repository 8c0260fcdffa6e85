import type { AssessedPart, Assessment } from '../clinical/assess.ts';
import type { ValueFault } from '../clinical/measured-value.ts';
import type { PlausibilityRule } from '../clinical/plausibility.ts';
import type { Bounds, Part } from '../clinical/types.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import type { IssueCode } from '../errors.ts';
import type { DeliveryWarning, EffectiveTime } from '../store/deliverable.ts';
import { givenValues } from './structure/observation.ts';
import { deviationsFromProfile } from './vkp-deviations.ts';

/**
 * What is accepted, but with doubt. Reasons are those a measurement is set aside by in `$trend`, and a few more. Nothing
 * is said about a measurement that is withdrawn.
 */
export function doubtsAbout(
  observation: fhir4.Observation,
  assessment: Assessment,
  effective: EffectiveTime,
): DeliveryWarning[] {
  if (observation.status === 'entered-in-error') return [];
  return [
    ...aboutCode(observation, assessment),
    ...assessment.parts.flatMap((part) => aboutPart(observation, part, assessment.parts.length > 1)),
    ...aboutConcept(observation, assessment),
    ...aboutTime(effective),
    ...deviationsFromProfile(observation, assessment),
  ];
}

function warning(code: IssueCode, reason: string, expression: string, rule: string): DeliveryWarning {
  return { severity: 'warning', code, reason, expression, text: `${expression} ${rule}` };
}

function aboutCode({ code }: fhir4.Observation, { vitalSign, alias }: Assessment): DeliveryWarning[] {
  const element = 'Observation.code';
  if (alias) {
    const right = vitalSign?.code.code ?? '';
    return [warning('code-invalid', 'code-misprint', element, `is a misprint: it is read as ${right}`)];
  }
  if (vitalSign) return [];
  const contradicts = code.coding?.some((each) => each.code && vitalSignByCode(each.system, each.code));
  return [
    contradicts
      ? warning(
          'code-invalid',
          'code-contradictory',
          element,
          'has codings of different vital signs: none is assumed',
        )
      : warning(
          'code-invalid',
          'code-unknown',
          element,
          'is not in the catalogue: the measurement is stored, but neither judged nor drawn',
        ),
  ];
}

const faults: Record<ValueFault, [code: IssueCode, rule: (part: Part) => string] | undefined> = {
  'missing-value': ['required', () => 'is missing'],
  'not-a-number': ['value', () => 'is of another type than the code has: a Quantity is expected'],
  'missing-unit': ['required', ({ unit = '' }) => `has no unit: none is assumed (${unit} is expected)`],
  'unknown-unit': [
    'code-invalid',
    ({ unit }) => `has a unit that is unknown for this code (${unit ?? 'none'} is expected)`,
  ],
  'several-values': ['value', () => 'has the same code more than once: none is chosen'],
  'data-absent': undefined,
};

function aboutPart(
  observation: fhir4.Observation,
  { part, component, judgement, plausibility }: AssessedPart,
  isPanel: boolean,
): DeliveryWarning[] {
  if (judgement.kind === 'assessed' && plausibility.level === 'plausible') return [];
  const [path, content] = placeOf(observation, component);
  const [given = 'value'] = givenValues(content);
  const missing = isPanel && component === undefined;
  const element = missing ? 'Observation.component' : `${path}.${given}`;
  const name = part.code.display ?? part.key;
  if (plausibility.level !== 'plausible' && plausibility.rule) {
    const { level, rule, suspectedUnit } = plausibility;
    const why = `is ${level} for ${name}: ${implausible[rule](part)}`;
    return [
      warning('value', level, element, why),
      ...(suspectedUnit
        ? [warning('value', 'unit-suspected', element, 'is credible in another unit: is the unit right?')]
        : []),
    ];
  }
  if (judgement.kind === 'assessed') return [];
  if (judgement.reason === 'limit-not-understood') {
    return [
      warning(
        'value',
        judgement.reason,
        `${content.referenceRange ? path : 'Observation'}.referenceRange`,
        'has a type, unit or ends that are not understood: no value there is called normal',
      ),
    ];
  }
  const otherType =
    judgement.reason === 'missing-value' && !missing && given !== 'value' && !content.valueQuantity;
  const reason = otherType ? 'not-a-number' : judgement.reason;
  const fault = faults[reason as ValueFault];
  return fault ? [warning(fault[0], reason, element, `(${name}) ${fault[1](part)}`)] : [];
}

function outside({ low, high, lowExclusive }: Bounds, { unit = '' }: Part): string {
  if (high === undefined) return `below ${low} ${unit}`.trim();
  return `outside ${low ?? ''} to ${high} ${unit}`.trim() + (lowExclusive ? `, ${low} excluded` : '');
}

const implausible: Record<PlausibilityRule, (part: Part) => string> = {
  'below-absolute': (part) => outside(part.absolute, part),
  'above-absolute': (part) => outside(part.absolute, part),
  'not-whole': () => 'not a whole number',
  'diastolic-not-below-systolic': () => 'the diastolic is not below the systolic',
  'below-improbable': (part) => outside(part.improbable, part),
  'above-improbable': (part) => outside(part.improbable, part),
  'pulse-pressure': () => 'the pulse pressure is not from 15 to 140 mm[Hg]',
};

/** Where a part's value stands, as it was sent. */
function placeOf(
  observation: fhir4.Observation,
  component: number | undefined,
): [path: string, content: fhir4.Observation | fhir4.ObservationComponent] {
  const content = component === undefined ? undefined : observation.component?.[component];
  return content ? [`Observation.component[${component}]`, content] : ['Observation', observation];
}

function aboutConcept(observation: fhir4.Observation, { vitalSign }: Assessment): DeliveryWarning[] {
  if (vitalSign?.valueKind !== 'concept' || observation.valueCodeableConcept || observation.dataAbsentReason)
    return [];
  const [given] = givenValues(observation);
  return [
    given
      ? warning(
          'value',
          'not-a-concept',
          `Observation.${given}`,
          'is of another type than the code has: a CodeableConcept is expected',
        )
      : warning('required', 'missing-value', 'Observation.value', 'is missing'),
  ];
}

function aboutTime({ precision }: EffectiveTime): DeliveryWarning[] {
  const element = 'Observation.effective';
  if (precision === 'unknown') {
    return [
      warning('required', 'time-missing', element, 'is empty: the measurement is listed, but not drawn'),
    ];
  }
  return precision === 'month' || precision === 'year'
    ? [
        warning(
          'value',
          'time-imprecise',
          element,
          `says only the ${precision}: the measurement is listed, but not drawn`,
        ),
      ]
    : [];
}
