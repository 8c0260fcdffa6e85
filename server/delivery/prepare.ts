import { assess, type AssessedPart, type Assessment } from '../clinical/assess.ts';
import { FhirError } from '../errors.ts';
import { rewriteMembers } from '../fhir/rewrite-object.ts';
import type { Deliverable, EffectiveTime } from '../store/deliverable.ts';
import { encodeJudgement } from '../store/judgement.ts';
import type { DeliveringSource } from '../store/national-store.ts';
import { contentDigest } from './digest.ts';
import { parseEffective } from './effective.ts';
import { checkPerformer, describePerformer } from './performer.ts';
import { servedText } from './served-text.ts';
import { checkObservationStructure } from './structure.ts';
import { parseSubject } from './subject.ts';

/** A resource in a delivery: parsed, and where it stands in the body's text. */
export interface DeliveredResource {
  resource: unknown;
  text: string;
  start: number;
}

/**
 * From an Observation as sent to a measurement that can be stored. Throws a FhirError (422, 403) that names the first
 * element and rule it breaks. What is odd but understandable is accepted: it is shown as what it is.
 */
export function prepareDelivery(sent: DeliveredResource, source: DeliveringSource, now: number): Deliverable {
  const observation = sent.resource;
  const type = (observation as { resourceType?: unknown } | null)?.resourceType;
  if (type !== 'Observation') {
    throw new FhirError(422, 'not-supported', 'Only Observation can be delivered', {
      expression: ['Bundle.entry.resource'],
      reason: 'resource-type',
    });
  }
  checkObservationStructure(observation);
  const person = parseSubject(observation.subject ?? {});
  checkPerformer(observation, source);
  const effective = parseEffective(observation, now);
  const assessment = assess(observation);
  const digest = contentDigest(observation);
  const drawn = assessment.parts.map((part) => (asideReason(part, effective) ? null : part));
  const aside = setAside(assessment, effective);
  const { versionId: _v, lastUpdated: _l, ...meta } = (observation.meta ?? {}) as Record<string, unknown>;
  return {
    person,
    identifier: identifierOf(observation, digest),
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
    digest,
    original: `{${rewriteMembers(sent.text, sent.start, { omit: new Set(['subject']) })}}`,
    served: servedText(sent.text, sent.start, observation, assessment),
    meta,
  };
}

function judgementOf({ judgement, plausibility, comparator }: AssessedPart): number {
  return encodeJudgement({
    improbable: plausibility.level === 'improbable',
    ...(judgement.kind === 'assessed' && { interpretation: judgement.interpretation }),
    ...(comparator && { comparator }),
  });
}

/** Why a value is kept off the line; undefined when it can be drawn. */
function asideReason(
  { value, plausibility, judgement }: AssessedPart,
  { precision }: EffectiveTime,
): string | undefined {
  if (plausibility.level === 'impossible') return 'impossible';
  if (value === undefined) return judgement.kind === 'not-assessed' ? judgement.reason : 'missing-value';
  return precision === 'month' || precision === 'year' ? 'time-imprecise' : undefined;
}

/** What cannot be drawn, as it was sent and with the reason: it is listed, never hidden. */
function setAside({ vitalSign, parts, text }: Assessment, effective: EffectiveTime): object[] {
  if (vitalSign?.valueKind === 'concept') return [{ reason: 'concept', text: text ?? '' }];
  return parts.flatMap((part, index) => {
    const reason = asideReason(part, effective);
    const detail = part.plausibility.reason;
    return reason ? [{ part: index, reason, text: part.text, ...(detail && { detail }) }] : [];
  });
}

function identifierOf({ identifier }: fhir4.Observation, digest: string): string {
  const own = identifier?.find(({ value }) => value);
  return own ? `${own.system ?? ''}|${own.value ?? ''}` : `urn:hjemmekurve:content|${digest}`;
}

function codeOf(
  { code }: fhir4.Observation,
  { vitalSign }: Assessment,
): { code: string; codings: string[] | null } {
  if (vitalSign) return { code: vitalSign.code.code ?? '', codings: null };
  const codings = (code.coding ?? []).flatMap(({ system, code: value }) =>
    value ? `${system ?? ''}|${value}` : [],
  );
  const first = codings[0] ?? (code.text && `|${code.text}`);
  if (!first) {
    throw new FhirError(422, 'required', 'Observation.code needs a coding with a code, or a text', {
      expression: ['Observation.code'],
      reason: 'code-missing',
    });
  }
  return { code: first, codings: codings.length > 0 ? codings : [first] };
}

const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** The categories sent, and the catalogue's own: sources leave it out, and then a category search must still find it. */
function categoriesOf({ category }: fhir4.Observation, { vitalSign }: Assessment): string[] {
  const sent = (category ?? []).flatMap(({ coding }) =>
    (coding ?? []).flatMap(({ system, code }) => (code ? `${system ?? ''}|${code}` : [])),
  );
  return [...new Set([...sent, ...(vitalSign ? [`${categorySystem}|${vitalSign.category}`] : [])])];
}
