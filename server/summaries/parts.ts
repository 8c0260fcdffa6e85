import type { ReaderGrant } from '../access/grant.ts';
import type { Excluded, Lacking } from '../clinical/summaries/reading.ts';
import { roundTo } from '../clinical/rounding.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import type { OperationQuestion } from '../fhir/operation-question.ts';
import { unknownTime } from '../store/deliverable.ts';

export type Parts = fhir4.ParametersParameter[];

export const group = (name: string, part: Parts): Parts => [{ name, part }];
export const code = (name: string, valueCode: string | undefined): Parts =>
  valueCode === undefined ? [] : [{ name, valueCode }];
export const text = (name: string, valueString: string): Parts => [{ name, valueString }];
export const date = (name: string, valueDate: string): Parts => [{ name, valueDate }];
export const integer = (name: string, valueInteger: number | undefined): Parts =>
  valueInteger === undefined ? [] : [{ name, valueInteger }];
export const truth = (name: string, valueBoolean: boolean): Parts => [{ name, valueBoolean }];
export const reference = (name: string, to: string): Parts => [{ name, valueReference: { reference: to } }];
export const decimal = (name: string, value: number | undefined, decimals: number): Parts =>
  value === undefined ? [] : [{ name, valueDecimal: roundTo(value, decimals) }];

/** Rounded once, here, to what is printed. */
export function quantity(name: string, value: number | undefined, unit: string, decimals: number): Parts {
  if (value === undefined) return [];
  const valueQuantity = {
    value: roundTo(value, decimals),
    unit: unit === 'mm[Hg]' ? 'mmHg' : unit,
    system: 'http://unitsofmeasure.org',
    code: unit,
  };
  return [{ name, valueQuantity }];
}

/** Nothing is told of a time that the source does not know. */
export function instant(name: string, milliseconds: number | undefined): Parts {
  if (milliseconds === undefined || milliseconds === unknownTime) return [];
  return [{ name, valueInstant: new Date(milliseconds).toISOString() }];
}

/** As exact as the source was: an instant, or a day in Europe/Oslo. */
export function when(name: string, { effective, dateOnly }: { effective: number; dateOnly: boolean }): Parts {
  if (effective === unknownTime) return [];
  return [{ name, valueDateTime: dateOnly ? osloDate(effective) : new Date(effective).toISOString() }];
}

export const excludedParts = (excluded: readonly Excluded[]): Parts =>
  excluded.flatMap((each) =>
    group('excluded', [
      ...reference('reference', each.reference),
      ...when('time', each),
      ...code('reason', each.reason),
      ...code('part', each.part),
    ]),
  );

export const lackingParts = (lacking: readonly Lacking[]): Parts =>
  lacking.flatMap(({ need, least, found }) =>
    group('lacking', [...code('need', need), ...decimal('least', least, 1), ...decimal('found', found, 1)]),
  );

/** What every answer begins with. */
export function summaryParameters(
  grant: ReaderGrant,
  { asked }: OperationQuestion,
  { asOf, lastReceived }: { asOf: number; lastReceived?: number },
  parts: Parts,
): fhir4.Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      ...reference('patient', `Patient/${grant.patient}`),
      ...(Object.keys(asked).length > 0 ? [{ name: 'period', valuePeriod: asked }] : []),
      ...instant('asOf', asOf),
      ...instant('lastReceived', lastReceived),
      ...parts,
    ],
  };
}
