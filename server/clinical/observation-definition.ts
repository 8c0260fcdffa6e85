import { UCUM } from './code-systems.ts';
import type {
  Bounds,
  CodeableConcept,
  Coding,
  Interpretation,
  Limits,
  Part,
  Quantity,
  VitalSign,
} from './types.ts';

type RangeEnd = Omit<Quantity, 'comparator'>;

interface Range {
  low?: RangeEnd;
  high?: RangeEnd;
}

interface QualifiedInterval {
  category: 'absolute' | 'reference' | 'critical';
  range: Range;
  /** Where a default limit comes from. */
  context?: CodeableConcept;
  /** On a panel: the component the interval is for, as `system|code`. */
  condition?: string;
}

/** The subset of a FHIR R4 ObservationDefinition the catalogue fills. */
export interface ObservationDefinitionResource {
  resourceType: 'ObservationDefinition';
  id: string;
  category: CodeableConcept[];
  code: CodeableConcept;
  permittedDataType?: ('Quantity' | 'integer' | 'CodeableConcept')[];
  quantitativeDetails?: { unit?: CodeableConcept; decimalPrecision: number };
  qualifiedInterval?: QualifiedInterval[];
}

const OBSERVATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

const categoryOf: Readonly<Record<Interpretation, 'reference' | 'critical' | undefined>> = {
  N: 'reference',
  LL: 'critical',
  HH: 'critical',
  L: undefined,
  H: undefined,
};

function rangeOf(part: Part, { low, high, lowExclusive }: Bounds): Range {
  const quantity = (value: number): RangeEnd => ({
    value,
    ...(part.unit !== undefined && { unit: part.unitDisplay, system: UCUM, code: part.unit }),
  });
  const lowest = low !== undefined && lowExclusive ? low + 10 ** -part.decimals : low;
  return {
    ...(lowest !== undefined && { low: quantity(lowest) }),
    ...(high !== undefined && { high: quantity(high) }),
  };
}

function limitIntervals(part: Part, { zones, source }: Limits): QualifiedInterval[] {
  return zones.flatMap((zone) => {
    const category = categoryOf[zone.interpretation];
    return category ? [{ category, range: rangeOf(part, zone), context: { text: source } }] : [];
  });
}

function intervalsOf(vitalSign: VitalSign, part: Part): QualifiedInterval[] {
  const intervals: QualifiedInterval[] = [
    { category: 'absolute', range: rangeOf(part, part.absolute) },
    ...(part.defaultLimits ? limitIntervals(part, part.defaultLimits) : []),
  ];
  if (vitalSign.parts.length === 1) return intervals;
  return intervals.map((interval) => ({ ...interval, condition: `${part.code.system}|${part.code.code}` }));
}

const conceptOf = (codings: readonly Coding[]): CodeableConcept => ({
  coding: codings.map((coding) => ({ ...coding })),
});

/**
 * A catalogue entry as a FHIR R4 ObservationDefinition. `absolute` is what is possible, `reference` the normal zone and
 * `critical` the red zones of the general default; yellow lies between them. An exclusive low end (0) is written as the
 * smallest printable value, since FHIR ranges are inclusive.
 */
export function toObservationDefinition(vitalSign: VitalSign): ObservationDefinitionResource {
  const [part] = vitalSign.parts;
  const intervals = vitalSign.parts.flatMap((each) => intervalsOf(vitalSign, each));
  const dataType = { quantity: 'Quantity', score: 'Quantity', concept: 'CodeableConcept' } as const;
  return {
    resourceType: 'ObservationDefinition',
    id: vitalSign.key,
    category: [conceptOf([{ system: OBSERVATION_CATEGORY, code: vitalSign.category }])],
    code: conceptOf([vitalSign.code, ...vitalSign.translations]),
    permittedDataType: [dataType[vitalSign.valueKind]],
    ...(part && {
      quantitativeDetails: {
        decimalPrecision: part.decimals,
        ...(part.unit !== undefined && {
          unit: conceptOf([{ system: UCUM, code: part.unit, display: part.unitDisplay }]),
        }),
      },
    }),
    ...(intervals.length > 0 && { qualifiedInterval: intervals }),
  };
}
