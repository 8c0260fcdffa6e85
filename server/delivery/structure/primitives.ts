import { dateTimePrecision } from '../../fhir/date-time.ts';
import { fault, type Check } from './check.ts';

/** R4's primitive types (https://hl7.org/fhir/R4/datatypes.html#primitive), each as a check of its JSON form. */
const longestString = 1024 * 1024;

export const text: Check = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return fault('must be a string that is not empty');
  if (value.length > longestString) return fault('is longer than 1 MB');
  return hasBrokenCharacter(value)
    ? fault('holds a character that is none (U+0000 or half a surrogate pair)')
    : undefined;
};

/** PostgreSQL has no U+0000 in a text, and half a surrogate pair has no UTF-8. */
function hasBrokenCharacter(value: string): boolean {
  return /[\0\ud800-\udfff]/.test(value) && /[\0\p{Cs}]/u.test(value);
}

function matching(isOne: (text: string) => boolean, rule: string): Check {
  return (value) => text(value) ?? (isOne(value as string) ? undefined : fault(rule));
}

export const code = matching(
  (value) => value.trim() === value && !/\s\s/.test(value),
  'must be a code: no space around it, single spaces in it',
);
export const uri = matching((value) => !/\s/.test(value), 'must be a URI: without white space');
export const id = matching(
  (value) => /^[A-Za-z0-9.-]{1,64}$/.test(value),
  'must be an id: 1 to 64 of A-Z, a-z, 0-9, - and .',
);

export const boolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : fault('must be true or false');

export const decimal: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : fault('must be a JSON number');

const whole =
  (from: number, rule: string): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= from && (value as number) < 2 ** 31
      ? undefined
      : fault(rule);
export const integer = whole(-(2 ** 31), 'must be a whole JSON number of 32 bits');
export const positiveInt = whole(1, 'must be a whole JSON number from 1');
export const unsignedInt = whole(0, 'must be a whole JSON number from 0');

export const dateTime = matching(
  (value) => dateTimePrecision(value) !== undefined,
  'must be a dateTime: YYYY, YYYY-MM, YYYY-MM-DD or with time and zone',
);
export const date = matching(
  (value) => !['instant', undefined].includes(dateTimePrecision(value)),
  'must be a date: YYYY, YYYY-MM or YYYY-MM-DD',
);
export const instant = matching(
  (value) => dateTimePrecision(value) === 'instant',
  'must be an instant: YYYY-MM-DDThh:mm:ss with zone',
);
export const time = matching(
  (value) => /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/.test(value),
  'must be a time: hh:mm:ss',
);
