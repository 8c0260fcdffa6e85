import { assess, type AssessedPart, type Assessment } from '../clinical/assess.ts';
import { FhirError } from '../errors.ts';
import type { Deliverable, Placement } from '../store/deliverable.ts';
import { encodeJudgement } from '../store/judgement.ts';
import type { DeliveringSource } from '../store/national-store.ts';
import { doubtsAbout } from './doubts.ts';
import { parseEffective } from './effective.ts';
import { categoriesOf, codeOf, identifierOf } from './keys.ts';
import { checkPerformer, describePerformer } from './performer.ts';
import { originalText } from './original-text.ts';
import { asideReason, setAside } from './set-aside.ts';
import { checkObservationStructure } from './structure.ts';
import { parseSubject, type SyntheticPersons } from './subject.ts';

/** A resource in a delivery: parsed, and where it stands in the body's text. */
export interface DeliveredResource {
  /** Undefined once it is prepared. */
  resource: unknown;
  text: string;
  start: number;
}

/**
 * From an Observation as sent to a measurement that can be stored. Throws a FhirError (422, 403) that names the first
 * element and rule it breaks. What is odd but understandable is accepted: it is shown as what it is.
 */
export function prepareDelivery(
  sent: DeliveredResource,
  source: DeliveringSource,
  now: number,
  syntheticPersons: SyntheticPersons,
): Deliverable {
  const observation = sent.resource;
  const type = (observation as { resourceType?: unknown } | null)?.resourceType;
  if (type !== 'Observation') {
    throw new FhirError(422, 'not-supported', 'Only Observation can be delivered', {
      expression: ['Observation.resourceType'],
      reason: 'resource-type',
    });
  }
  checkObservationStructure(observation);
  const person = parseSubject(observation.subject ?? {}, syntheticPersons);
  checkPerformer(observation, source);
  const effective = parseEffective(observation, now);
  const assessment = assess(observation);
  const drawn = assessment.parts.map((part) => (asideReason(part, effective) ? null : part));
  const aside = setAside(assessment, effective, observation.effectiveDateTime);
  return {
    person,
    identifier: identifierOf(observation),
    ...codeOf(observation, assessment),
    categories: categoriesOf(observation, assessment),
    status: observation.status,
    effective,
    values: drawn.map((part) => part?.value ?? null),
    judgements: drawn.map((part) => part && judgementOf(part)),
    aside: aside.length > 0 ? JSON.stringify(aside) : null,
    context: {
      ...describePerformer(observation, source),
      limits: assessment.parts.map(
        ({ judgement }) => judgement.limits ?? null,
      ) as Deliverable['context']['limits'],
    },
    placement: placementOf(observation, assessment),
    original: originalText(sent.text, sent.start),
    warnings: doubtsAbout(observation, assessment, effective),
  };
}

/** Where the parts of the vital sign stand in an Observation. */
export function placementOf(observation: fhir4.Observation, { vitalSign, parts }: Assessment): Placement {
  const code = vitalSign?.code.code;
  return {
    ...(code && { code }),
    parts: parts.map(({ component }) => {
      const content = component === undefined ? observation : observation.component?.[component];
      const unit = content?.valueQuantity?.code;
      return { ...(component !== undefined && { component }), ...(unit && { unit }) };
    }),
  };
}

/** See judgement.ts. */
export function judgementOf({ judgement, plausibility, comparator }: AssessedPart): number {
  return encodeJudgement({
    improbable: plausibility.level === 'improbable',
    ...(judgement.kind === 'assessed' && { interpretation: judgement.interpretation }),
    ...(comparator && { comparator }),
  });
}
