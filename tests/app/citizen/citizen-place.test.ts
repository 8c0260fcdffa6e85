import { expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { citizenPlaces } from '../../../app/citizen/citizen-place.ts';

test.each(['#/', '#/log', '#/blocks', '#/emergency', '#/trend/blood-pressure', '#/trend/glucose/30d'])(
  '%s is the address of a place, and its place has that address',
  (hash) => {
    expect(citizenPlaces.format(citizenPlaces.parse(hash))).toBe(hash);
  },
);

test.each(['', '#', '#/nothing', '#/log/1', '#/Log', '#/trend/nothing', '#/__proto__'])(
  '%s leads to the measurements',
  (hash) => {
    expect(citizenPlaces.parse(hash)).toEqual({ view: 'overview' });
  },
);

test('a trend is one of the catalogue', () => {
  const vitalSign = vitalSigns.find(({ key }) => key === 'heart-rate');
  expect(citizenPlaces.parse('#/trend/heart-rate')).toEqual({ view: 'trend', vitalSign });
});
