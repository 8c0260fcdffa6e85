import type { Assessment } from '../clinical/assess.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { FhirError } from '../errors.ts';
import { contentDigest } from './digest.ts';

/** Keys stand in indexes, whose rows have room for this much beside the values (PostgreSQL: 2704 bytes in all). */
const mostBytes = { identifier: 1000, code: 500, codings: 2000, category: 500 };

/** The source's own identifier as `system|value`, or one derived from the content. */
export function identifierOf(observation: fhir4.Observation): string {
  const own = observation.identifier?.find(({ value }) => value);
  return own
    ? bounded('identifier', `${own.system ?? ''}|${own.value ?? ''}`)
    : `urn:hjemmekurve:content|${contentDigest(observation)}`;
}

/** Codes as stored: the catalogue's, and beside it the codings that the catalogue does not know. */
export function codeOf(
  { code }: fhir4.Observation,
  { vitalSign }: Assessment,
): { code: string; codings: string[] | null } {
  const codings = (code.coding ?? []).flatMap(({ system, code: value }) =>
    value && (!vitalSign || vitalSignByCode(system, value) !== vitalSign) ? `${system ?? ''}|${value}` : [],
  );
  if (vitalSign) return { code: vitalSign.code.code ?? '', codings: codings.length > 0 ? codings : null };
  const first = codings[0] ?? (code.text && `|${code.text}`);
  if (!first) {
    throw new FhirError(422, 'required', 'Observation.code needs a coding with a code, or a text', {
      expression: ['Observation.code'],
      reason: 'code-missing',
    });
  }
  bounded('codings', codings.join());
  return { code: bounded('code', first), codings: codings.length > 0 ? codings : [first] };
}

const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** The categories sent, and the catalogue's own: sources leave it out, and then a category search must still find it. */
export function categoriesOf({ category }: fhir4.Observation, { vitalSign }: Assessment): string[] {
  const sent = (category ?? []).flatMap(({ coding }) =>
    (coding ?? []).flatMap(({ system, code }) => (code ? `${system ?? ''}|${code}` : [])),
  );
  const own = vitalSign ? [`${categorySystem}|${vitalSign.category}`] : [];
  const categories = [...new Set([...sent, ...own])];
  bounded('category', categories.join());
  return categories;
}

function bounded(element: keyof typeof mostBytes, text: string): string {
  const most = mostBytes[element];
  // A UTF-16 unit is at most three bytes.
  if (text.length * 3 <= most || Buffer.byteLength(text) <= most) return text;
  const name = element === 'codings' ? 'code' : element;
  throw new FhirError(422, 'too-long', `Observation.${name} is longer than ${most} bytes`, {
    expression: [`Observation.${name}`],
    reason: 'element-too-long',
  });
}
