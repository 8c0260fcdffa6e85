import { assess, type AssessedPart, type Assessment } from '../../clinical/assess.ts';
import { listOf, textOf } from '../../clinical/untrusted.ts';
import { parseEffective } from '../../delivery/effective.ts';
import { categoriesOf, codeOf, identifierOf } from '../../delivery/keys.ts';
import { describePerformer, organizationNumberSystem } from '../../delivery/performer.ts';
import { judgementOf, placementOf } from '../../delivery/prepare.ts';
import { asideReason, setAside, type Aside } from '../../delivery/set-aside.ts';
import { checkObservationStructure } from '../../delivery/structure.ts';
import { FhirError } from '../../errors.ts';
import { observationStatuses } from '../../fhir/observation-status.ts';
import { unknownTime, type Deliverable, type EffectiveTime } from '../deliverable.ts';

/** What an Observation says, whenever it was made and whatever it is called; measurements may share one. */
export interface Content extends Pick<
  Deliverable,
  'code' | 'codings' | 'categories' | 'status' | 'context' | 'placement'
> {
  /** Organisation number of its origin, as far as the measurement says; '' when it does not. */
  source: string;
}

/** Of an Observation that keeps R4's structure. */
export interface SoundContent extends Content {
  assessment: Assessment;
  /** Where its time can be drawn. */
  drawn: Drawn;
}

type Drawn = Pick<Deliverable, 'values' | 'judgements' | 'aside'>;

/** A measurement as another store handed it over, judged as a delivered one is. */
export interface Received extends Pick<Deliverable, 'identifier' | 'effective'>, Drawn {
  content: Content;
  /** Epoch milliseconds; absent when the store does not say. */
  lastUpdated?: number;
  issued?: number;
}

/** Gives a content that is known, or makes it. */
export type KnownContent = (make: () => SoundContent) => SoundContent;

const timeless: EffectiveTime = { from: unknownTime, to: unknownTime, precision: 'unknown' };
const aDay: EffectiveTime = { from: 0, to: 86_400_000, precision: 'day' };

/**
 * Reads an Observation of another store. What delivery would refuse is there all the same, so nothing is refused here: a
 * time that cannot be understood is a time unknown, and what breaks R4's structure is set aside, with its code where it
 * has one. Whose it is, the caller has checked.
 * @param storeName stands for the source where the measurement does not name an organisation
 * @param known is asked only about Observations that keep R4's structure
 */
export function receive(
  observation: fhir4.Observation,
  storeName: string,
  known: KnownContent = (make) => make(),
): Received {
  const times = {
    ...timeOf('lastUpdated', observation.meta?.lastUpdated),
    ...timeOf('issued', observation.issued),
  };
  return { ...(soundly(observation, storeName, known) ?? brokenly(observation, storeName)), ...times };
}

/** Undefined when it breaks R4's structure, or its identifier or categories are longer than any that is delivered here. */
function soundly(
  observation: fhir4.Observation,
  storeName: string,
  known: KnownContent,
): Received | undefined {
  if (!isSound(observation)) return undefined;
  try {
    const content = known(() => soundContent(observation, storeName));
    const effective = effectiveOf(observation);
    return {
      identifier: identifierOf(observation),
      content,
      effective,
      ...(isDrawable(effective) ? content.drawn : draw(content.assessment, effective, observation)),
    };
  } catch (error) {
    if (error instanceof FhirError) return undefined;
    throw error;
  }
}

function isSound(observation: unknown): observation is fhir4.Observation {
  try {
    checkObservationStructure(observation);
    return true;
  } catch (error) {
    if (error instanceof FhirError) return false;
    throw error;
  }
}

function soundContent(observation: fhir4.Observation, storeName: string): SoundContent {
  const assessment = assess(observation);
  const { orgnr, name = storeName } = originOf(observation);
  return {
    assessment,
    drawn: draw(assessment, aDay, observation),
    ...keysOf(observation, assessment),
    status: observation.status,
    context: {
      ...describePerformer(observation, { orgnr, name }),
      limits: assessment.parts.map(limitsOf),
    },
    placement: placementOf(observation, assessment),
    source: orgnr,
  };
}

function isDrawable({ precision }: EffectiveTime): boolean {
  return precision === 'instant' || precision === 'day' || precision === 'period';
}

function draw(
  assessment: Assessment,
  effective: EffectiveTime,
  { effectiveDateTime }: fhir4.Observation,
): Drawn {
  const drawn = assessment.parts.map((part) => (asideReason(part, effective) ? null : part));
  const aside = setAside(assessment, effective, effectiveDateTime);
  return {
    values: drawn.map((part) => part?.value ?? null),
    judgements: drawn.map((part) => part && judgementOf(part)),
    aside: aside.length > 0 ? JSON.stringify(aside) : null,
  };
}

/** Nothing of it is drawn or judged; it is listed under its code, and served as it came. */
function brokenly(observation: fhir4.Observation, storeName: string): Received {
  const assessment = assess(observation);
  const { vitalSign } = assessment;
  const aside: Aside[] = [{ reason: 'structure', text: assessment.text ?? '' }];
  const parts = vitalSign?.parts.length ?? 0;
  // A status that R4 does not have says nothing; whoever asks for some statuses is not kept from it.
  const status = observationStatuses.find((each) => each === observation.status) ?? 'unknown';
  return {
    identifier: '',
    effective: timeless,
    values: Array<null>(parts).fill(null),
    judgements: Array<null>(parts).fill(null),
    aside: JSON.stringify(aside),
    content: {
      code: vitalSign?.code.code ?? '',
      codings: null,
      categories: [],
      status,
      context: { status, source: storeName, limits: Array<null>(parts).fill(null) },
      placement: { parts: [] },
      source: '',
    },
  };
}

/** A measurement without any code can be found by time alone. */
function keysOf(
  observation: fhir4.Observation,
  assessment: Assessment,
): Pick<Content, 'code' | 'codings' | 'categories'> {
  const categories = categoriesOf(observation, assessment);
  try {
    return { ...codeOf(observation, assessment), categories };
  } catch (error) {
    if (error instanceof FhirError) return { code: '', codings: null, categories };
    throw error;
  }
}

function effectiveOf(observation: fhir4.Observation): EffectiveTime {
  try {
    return parseEffective(observation, Infinity);
  } catch (error) {
    if (error instanceof FhirError) return timeless;
    throw error;
  }
}

function limitsOf({ judgement }: AssessedPart): Content['context']['limits'][number] {
  return (judgement.limits ?? null) as Content['context']['limits'][number];
}

function originOf({ performer }: fhir4.Observation): { orgnr: string; name?: string } {
  const organization = listOf(performer).find(
    ({ identifier }) => identifier?.system === organizationNumberSystem,
  );
  const name = textOf(organization?.display);
  return { orgnr: organization?.identifier?.value ?? '', ...(name && { name }) };
}

function timeOf(name: 'lastUpdated' | 'issued', value: unknown): Partial<Received> {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? {} : { [name]: time };
}
