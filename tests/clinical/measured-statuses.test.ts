import { expect, test } from 'vitest';
import { measuredStatuses } from '#clinical/measured-statuses.ts';

/** http://hl7.org/fhir/R4/valueset-observation-status.html, all of it. */
const statuses = {
  registered: true,
  preliminary: true,
  final: true,
  amended: true,
  corrected: true,
  cancelled: false,
  'entered-in-error': false,
  unknown: true,
};

test.each(Object.entries(statuses))('%s: a measured value may stand in it: %s', (status, may) => {
  expect(measuredStatuses.includes(status)).toBe(may);
});

test('there are no others', () => {
  expect(measuredStatuses).toHaveLength(Object.values(statuses).filter(Boolean).length);
});
