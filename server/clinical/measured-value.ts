import { codingMatches } from './code-systems.ts';
import type {
  CodeableConcept,
  Comparator,
  MeasuredContent,
  ObservationContent,
  Part,
  Quantity,
  VitalSign,
} from './types.ts';
import { toCanonical, type UnitFault } from './units.ts';
import { listOf, objectOf, textOf } from './untrusted.ts';

export type ValueFault = UnitFault['reason'] | 'data-absent' | 'several-values';

/** The value of one part as far as it can be read. */
export interface MeasuredValue {
  /** The value as sent, for lists. */
  text: string;
  value?: number;
  comparator?: Comparator;
  /** A comparator was sent that says nothing that can be judged (`ad`, or no FHIR code). */
  comparatorUnknown: boolean;
  fault?: ValueFault;
  /** The quantity as sent: its unit is the unit of range ends that have none. */
  quantity?: Quantity;
  /** The component or observation the value stands in. */
  content?: MeasuredContent;
  /** The component's place in `component`; absent when the value is the observation's own. */
  component?: number;
}

const comparators: readonly string[] = ['<', '<=', '>', '>='] satisfies Comparator[];
const isComparator = (text: string): text is Comparator => comparators.includes(text);

export function conceptText(concept: CodeableConcept | undefined): string | undefined {
  const known = objectOf(concept);
  const [coding] = listOf(known?.coding);
  return textOf(known?.text) ?? textOf(coding?.display) ?? textOf(coding?.code);
}

function quantityText(quantity: Quantity): string {
  const value: unknown = quantity.value;
  const number = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const unit = textOf(quantity.unit) ?? textOf(quantity.code) ?? '';
  return `${textOf(quantity.comparator) ?? ''}${number} ${unit}`.trim();
}

/** The value of an observation or component as sent, in words: never empty when anything was sent. */
export function valueText(content: MeasuredContent): string {
  const quantity = objectOf(content.valueQuantity);
  const integer: unknown = content.valueInteger;
  return (
    (quantity && quantityText(quantity)) ||
    (typeof integer === 'number' ? String(integer) : undefined) ||
    conceptText(content.valueCodeableConcept) ||
    textOf(content.valueString) ||
    conceptText(content.dataAbsentReason) ||
    ''
  );
}

function quantityOf(content: MeasuredContent): Quantity | undefined {
  const integer: unknown = content.valueInteger;
  return objectOf(content.valueQuantity) ?? (typeof integer === 'number' ? { value: integer } : undefined);
}

function read(part: Part, content: MeasuredContent): MeasuredValue {
  const quantity = quantityOf(content);
  const text = valueText(content);
  const base = { text, content, comparatorUnknown: false, ...(quantity && { quantity }) };
  if (objectOf(content.dataAbsentReason)) return { ...base, fault: 'data-absent' };
  if (!quantity) return { ...base, fault: text === '' ? 'missing-value' : 'not-a-number' };
  const canonical = toCanonical(part, quantity);
  if ('reason' in canonical) return { ...base, fault: canonical.reason };
  const sent: unknown = quantity.comparator;
  const comparator = typeof sent === 'string' && isComparator(sent) ? sent : undefined;
  const comparatorUnknown = sent !== undefined && comparator === undefined;
  return { ...base, value: canonical.value, comparatorUnknown, ...(comparator && { comparator }) };
}

interface PlacedComponent {
  content: MeasuredContent;
  component: number;
}

/** Components belong to a part by code, never by position. */
function componentsOf(part: Part, observation: ObservationContent): PlacedComponent[] {
  const codes = [part.code, ...part.translations];
  const isOfPart = (content: MeasuredContent) =>
    listOf(objectOf(content.code)?.coding).some((sent) => codes.some((code) => codingMatches(sent, code)));
  const components: unknown = observation.component;
  if (!Array.isArray(components)) return [];
  return components
    .map((content: MeasuredContent, component) => ({ content, component }))
    .filter(({ content }) => objectOf(content) !== undefined && isOfPart(content));
}

/** Reads the value of a part: from the observation itself, or from its component when the vital sign is a panel. */
export function measuredValue(
  vitalSign: VitalSign,
  part: Part,
  observation: ObservationContent,
): MeasuredValue {
  if (vitalSign.parts.length === 1) return read(part, observation);
  const components = componentsOf(part, observation);
  const [found] = components;
  if (!found) {
    const absent = objectOf(observation.dataAbsentReason) !== undefined;
    return {
      text: absent ? valueText(observation) : '',
      comparatorUnknown: false,
      fault: absent ? 'data-absent' : 'missing-value',
    };
  }
  if (components.length === 1) {
    return { ...read(part, found.content), component: found.component };
  }
  const text = components.map(({ content }) => valueText(content)).join('; ');
  return { text, comparatorUnknown: false, fault: 'several-values' };
}
