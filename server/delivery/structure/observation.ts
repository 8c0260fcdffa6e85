import { observationStatuses } from '../../fhir/observation-status.ts';
import { isObject, list, notUnderstood, object, oneOf, fault, type Check, type Fault } from './check.ts';
import {
  annotation,
  codeableConcept,
  element,
  extensions,
  identifier,
  meta,
  narrative,
  observationValues,
  reference,
  referenceRanges,
} from './datatypes.ts';
import { code, id, instant, text } from './primitives.ts';

const valueNames = Object.keys(observationValues);

/** The names of value[x] that are given. */
export function givenValues(value: object): string[] {
  return valueNames.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
}

function severalValues(value: unknown): Fault | undefined {
  const given = isObject(value) ? givenValues(value) : [];
  if (given.length < 2) return undefined;
  return { ...fault(`is given ${given.length} times (${given.join(', ')})`), path: '.value' };
}

const measured = {
  code: codeableConcept,
  ...observationValues,
  dataAbsentReason: codeableConcept,
  interpretation: list(codeableConcept),
  referenceRange: referenceRanges,
  modifierExtension: notUnderstood,
};

const componentElement = element(measured, ['code']);
const component: Check = (value) => componentElement(value) ?? severalValues(value);

/** Of `effective[x]` only effective.ts knows: what is wrong there has reasons of its own. */
const observationResource = object(
  {
    ...measured,
    id,
    meta,
    implicitRules: notUnderstood,
    language: code,
    text: narrative,
    contained: list(object({ resourceType: text, id }, ['resourceType'])),
    extension: extensions,
    identifier: list(identifier),
    basedOn: list(reference),
    partOf: list(reference),
    status: oneOf(observationStatuses),
    category: list(codeableConcept),
    subject: reference,
    focus: list(reference),
    encounter: reference,
    issued: instant,
    performer: list(reference),
    note: list(annotation),
    bodySite: codeableConcept,
    method: codeableConcept,
    specimen: reference,
    device: reference,
    hasMember: list(reference),
    derivedFrom: list(reference),
    component: list(component),
  },
  ['status', 'code', 'subject'],
);

/** Observation in R4: https://hl7.org/fhir/R4/observation.html */
export const observation: Check = (value) => observationResource(value) ?? severalValues(value);
