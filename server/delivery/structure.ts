import { FhirError } from '../errors.ts';
import { observationStatuses } from '../fhir/observation-status.ts';

type Check = (value: unknown, path: string) => void;

const comparators = ['<', '<=', '>=', '>'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fail(path: string, rule: string): never {
  throw new FhirError(422, 'structure', `${path} ${rule}`, {
    expression: [path],
    reason: 'structure-invalid',
  });
}

const text: Check = (value, path) => {
  if (typeof value !== 'string' || value.trim() === '')
    return fail(path, 'must be a string that is not empty');
  if (/[\0\p{Cs}]/u.test(value))
    fail(path, 'holds a character that is none (U+0000 or half a surrogate pair)');
};
const notUnderstood: Check = (_, path) =>
  fail(path, 'is not understood here and may change the meaning of everything else');
const number: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(path, 'must be a JSON number');
};
const oneOf =
  (codes: readonly string[]): Check =>
  (value, path) => {
    if (!codes.includes(value as string)) fail(path, `must be one of ${codes.join(', ')}`);
  };
const object =
  (members: Record<string, Check>, required: readonly string[] = []): Check =>
  (value, path) => {
    if (!isObject(value)) return fail(path, 'must be an object');
    for (const name of required) if (value[name] === undefined) fail(`${path}.${name}`, 'is required');
    for (const [name, check] of Object.entries(members)) {
      if (value[name] !== undefined) check(value[name], `${path}.${name}`);
    }
  };
const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length === 0) return fail(path, 'must be an array that is not empty');
    value.forEach((element, index) => check(element, `${path}[${index}]`));
  };

const coding = object({ system: text, code: text, display: text });
const codeableConcept = object({ coding: list(coding), text });
const identifier = object({ system: text, value: text });
const reference = object({ reference: text, type: text, identifier, display: text });
const quantity = object({
  value: number,
  comparator: oneOf(comparators),
  unit: text,
  system: text,
  code: text,
});
const simpleQuantity = object({ value: number, unit: text, system: text, code: text });
const referenceRange = list(
  object({ low: simpleQuantity, high: simpleQuantity, type: codeableConcept, text }),
);
const note = list(object({ text }));
const extensions = { extension: list(object({ url: text }, ['url'])), modifierExtension: notUnderstood };

/** The types of value[x] that Observation and Observation.component have in R4. */
const values: Record<string, Check> = {
  valueQuantity: quantity,
  valueCodeableConcept: codeableConcept,
  valueString: text,
  valueBoolean: (value, path) => {
    if (typeof value !== 'boolean') fail(path, 'must be true or false');
  },
  valueInteger: number,
  valueRange: object({ low: simpleQuantity, high: simpleQuantity }),
  valueRatio: object({ numerator: quantity, denominator: quantity }),
  valueSampledData: object({}),
  valueTime: text,
  valueDateTime: text,
  valuePeriod: object({ start: text, end: text }),
};

const oneValue: Check = (value, path) => {
  const given = Object.keys(values).filter((name) => (value as Record<string, unknown>)[name] !== undefined);
  if (given.length > 1) fail(`${path}.value`, `is given ${given.length} times (${given.join(', ')})`);
};

const judged = {
  ...values,
  interpretation: list(codeableConcept),
  referenceRange,
  dataAbsentReason: codeableConcept,
};

const component: Check = (value, path) => {
  object({ code: codeableConcept, ...judged, ...extensions }, ['code'])(value, path);
  oneValue(value, path);
};

const observation: Check = (value, path) => {
  object(
    {
      status: oneOf(observationStatuses),
      code: codeableConcept,
      subject: reference,
      identifier: list(identifier),
      category: list(codeableConcept),
      performer: list(reference),
      device: reference,
      bodySite: codeableConcept,
      method: codeableConcept,
      note,
      ...judged,
      component: list(component),
      meta: object({ profile: list(text), tag: list(coding), source: text }),
      implicitRules: notUnderstood,
      ...extensions,
    },
    ['status', 'code', 'subject'],
  )(value, path);
  oneValue(value, path);
};

/**
 * Refuses (422) an Observation whose elements are not of R4's types, naming the first that is not. Members R4 does not
 * know are let through: PMD follows R5 while staying compatible with R4.
 */
export function checkObservationStructure(resource: unknown): asserts resource is fhir4.Observation {
  observation(resource, 'Observation');
}
