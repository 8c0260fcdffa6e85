import { canonicalBase } from '../../clinical/canonical.ts';
import { fault, isObject, list, object, oneOf, type Check } from './check.ts';
import {
  boolean,
  code,
  date,
  dateTime,
  decimal,
  id,
  instant,
  integer,
  positiveInt,
  text,
  time,
  unsignedInt,
  uri,
} from './primitives.ts';

/** R4's complex types as far as an Observation uses them (https://hl7.org/fhir/R4/datatypes.html). */
export function element(members: Record<string, Check>, required: readonly string[] = []): Check {
  return object({ id: text, extension: extensions, ...members }, required);
}

/** Extensions are elements, and elements have extensions. */
export const extensions: Check = (value) => extensionList(value);

export const coding = element({ system: uri, version: text, code, display: text, userSelected: boolean });
export const codeableConcept = element({ coding: list(coding), text });
export const period = element({ start: dateTime, end: dateTime });

export const reference = element({
  reference: text,
  type: uri,
  identifier: (value) => identifier(value),
  display: text,
});
export const identifier = element({
  use: oneOf(['usual', 'official', 'temp', 'secondary', 'old']),
  type: codeableConcept,
  system: uri,
  value: text,
  period,
  assigner: reference,
});

const measure = { value: decimal, unit: text, system: uri, code };
const quantity = element({ ...measure, comparator: oneOf(['<', '<=', '>=', '>']) });
const simpleQuantity = element({
  ...measure,
  comparator: () => fault('is not allowed in a SimpleQuantity'),
});
const range = element({ low: simpleQuantity, high: simpleQuantity });
const ratio = element({ numerator: quantity, denominator: quantity });
const sampledData = element(
  {
    origin: simpleQuantity,
    period: decimal,
    factor: decimal,
    lowerLimit: decimal,
    upperLimit: decimal,
    dimensions: positiveInt,
    data: text,
  },
  ['origin', 'period', 'dimensions'],
);
export const annotation = element({ authorReference: reference, authorString: text, time: dateTime, text }, [
  'text',
]);
export const narrative = element(
  { status: oneOf(['generated', 'extensions', 'additional', 'empty']), div: text },
  ['status', 'div'],
);
/** `source` is a URI in R4; the national examples have a plain word there. */
export const meta = element({
  versionId: id,
  lastUpdated: instant,
  source: text,
  profile: list(uri),
  security: list(coding),
  tag: list(coding),
});

/** More ranges than anybody means; judging a value takes time by the square of their number. */
const mostRanges = 100;
export const referenceRanges = list(
  element({
    low: simpleQuantity,
    high: simpleQuantity,
    type: codeableConcept,
    appliesTo: list(codeableConcept),
    age: range,
    text,
    modifierExtension: () => fault('is not understood here and may change the meaning of the range'),
  }),
  mostRanges,
);

/** The types that Observation.value[x] and Observation.component.value[x] have in R4. */
export const observationValues: Record<string, Check> = {
  valueQuantity: quantity,
  valueCodeableConcept: codeableConcept,
  valueString: text,
  valueBoolean: boolean,
  valueInteger: integer,
  valueRange: range,
  valueRatio: ratio,
  valueSampledData: sampledData,
  valueTime: time,
  valueDateTime: dateTime,
  valuePeriod: period,
};

const primitiveValues = {
  Base64Binary: text,
  Canonical: uri,
  Code: code,
  Date: date,
  Decimal: decimal,
  Id: id,
  Instant: instant,
  Markdown: text,
  Oid: uri,
  PositiveInt: positiveInt,
  UnsignedInt: unsignedInt,
  Uri: uri,
  Url: uri,
  Uuid: uri,
};
const complexValues = {
  Age: quantity,
  Annotation: annotation,
  Coding: coding,
  Count: quantity,
  Distance: quantity,
  Duration: quantity,
  Identifier: identifier,
  Meta: meta,
  Reference: reference,
};
/** Types that no Observation holds elsewhere: objects, and not looked into. */
const otherValues =
  `Address Attachment ContactDetail ContactPoint Contributor DataRequirement Dosage Expression HumanName
  Money ParameterDefinition RelatedArtifact Signature Timing TriggerDefinition UsageContext`.split(/\s+/);

const extensionValues: Record<string, Check> = {
  ...observationValues,
  ...Object.fromEntries(
    Object.entries({ ...primitiveValues, ...complexValues }).map(([type, check]) => [`value${type}`, check]),
  ),
  ...Object.fromEntries(otherValues.map((type) => [`value${type}`, element({})])),
};

const extensionElement = element({ url: text, ...extensionValues }, ['url']);

const extension: Check = (value) => {
  const found = extensionElement(value);
  if (found || !isObject(value)) return found;
  const contents = Object.keys(value).filter((name) => name === 'extension' || name in extensionValues);
  if (contents.length > 1) {
    return {
      path: '',
      rule: 'has more than one value, or a value beside extensions (ext-1)',
      code: 'invariant',
      reason: 'ext-1',
    };
  }
  return String(value['url']).startsWith(`${canonicalBase}/`)
    ? { path: '.url', rule: 'is one that only this facade adds', code: 'value', reason: 'extension-reserved' }
    : undefined;
};
const extensionList = list(extension);
