import { UCUM } from '../clinical/code-systems.ts';
import { limitNames, type ChangeLimit, type LimitName, type PartRule } from '../clinical/orders/order.ts';
import type { Part, VitalSign } from '../clinical/types.ts';
import { refusal } from './refusal.ts';

/** What one extension asks of one part, and where in the resource each of its members stands. */
export interface ReadRule {
  rule: PartRule;
  /** FHIRPath by member, as OrderFault names it. */
  elements: ReadonlyMap<string, string>;
}

/**
 * Reads an extension that has the right structure.
 * @param element its FHIRPath
 * @throws {FhirError} 422 for a part that the vital sign does not have, and for another unit than the catalogue's: nothing is
 *   converted, so that the number that was read on the screen is the number that judges
 */
export function readLimits(
  { extension = [] }: fhir4.Extension,
  vitalSign: VitalSign,
  element: string,
): ReadRule {
  const elements = new Map<string, string>();
  const placeOf = (index: number) => `${element}.extension[${index}]`;
  const part = readPart(extension, vitalSign, placeOf);
  const limits: Partial<Record<LimitName, number>> = {};
  const changes: ChangeLimit[] = [];
  let target: PartRule['target'];
  let persistence: PartRule['persistence'];
  extension.forEach((each, index) => {
    const place = placeOf(index);
    const name = limitNames.find((limit) => limit === each.url);
    if (name) {
      limits[name] = valueIn(part, each.valueQuantity, `${place}.valueQuantity`);
      elements.set(`limits.${name}`, `${place}.valueQuantity.value`);
    } else if (each.url === 'target') {
      const { low, high } = each.valueRange ?? {};
      target = {
        ...(low && { low: valueIn(part, low, `${place}.valueRange.low`) }),
        ...(high && { high: valueIn(part, high, `${place}.valueRange.high`) }),
      };
      elements
        .set('target', place)
        .set('target.low', `${place}.valueRange.low`)
        .set('target.high', `${place}.valueRange.high`);
    } else if (each.url === 'change') {
      const member = `changes[${changes.length}]`;
      elements.set(member, place).set(`${member}.by`, place).set(`${member}.days`, place);
      changes.push(readChange(part, each.extension ?? [], place));
    } else if (each.url === 'persistence') {
      persistence = { needed: whole(each.extension, 'needed'), of: whole(each.extension, 'of') };
      elements.set('persistence', place);
    } else {
      elements.set('part', place);
    }
  });
  const rule = {
    part: part.key,
    limits,
    ...(target && { target }),
    ...(changes.length > 0 && { changes }),
    ...(persistence && { persistence }),
  };
  return { rule, elements };
}

function readPart(
  extension: readonly fhir4.Extension[],
  vitalSign: VitalSign,
  placeOf: (index: number) => string,
): Part {
  const index = extension.findIndex(({ url }) => url === 'part');
  const { system, code } = extension[index]?.valueCoding ?? {};
  const part = vitalSign.parts.find((each) =>
    [each.code, ...each.translations].some((coding) => coding.system === system && coding.code === code),
  );
  if (part) return part;
  const codes = vitalSign.parts.map((each) => `${each.code.system ?? ''}|${each.code.code ?? ''}`);
  const rule = `must be a part of the vital sign that is ordered: ${codes.join(' or ')}`;
  throw refusal(`${placeOf(index)}.valueCoding`, rule, 'part-unknown', 'code-invalid');
}

function valueIn({ unit, unitDisplay }: Part, quantity: fhir4.Quantity | undefined, element: string): number {
  const { value = NaN, system, code, unit: printed } = quantity ?? {};
  const same =
    unit === undefined
      ? code === undefined || code === '1'
      : code === unit && (system === undefined || system === UCUM) && isPrinted(printed, unit, unitDisplay);
  if (same) return value;
  const rule =
    unit === undefined ? 'must be without a unit' : `must be in ${unitDisplay} (UCUM code ${unit})`;
  throw refusal(`${element}.code`, rule, 'unit-other');
}

/** A code and a printed unit that disagree are an unknown unit. */
function isPrinted(printed: string | undefined, unit: string, unitDisplay: string): boolean {
  return printed === undefined || printed === unit || printed === unitDisplay;
}

function readChange(part: Part, extension: readonly fhir4.Extension[], element: string): ChangeLimit {
  const code = (name: string) => extension.find(({ url }) => url === name)?.valueCode;
  const at = extension.findIndex(({ url }) => url === 'by');
  return {
    level: code('level') === 'red' ? 'red' : 'yellow',
    direction: code('direction') === 'fall' ? 'fall' : 'rise',
    by: valueIn(part, extension[at]?.valueQuantity, `${element}.extension[${at}].valueQuantity`),
    days: whole(extension, 'days'),
  };
}

function whole(extension: readonly fhir4.Extension[] = [], name: string): number {
  return extension.find(({ url }) => url === name)?.valuePositiveInt ?? NaN;
}
