import { LOINC, SNOMED } from '../code-systems.ts';
import { singlePart } from './single-part.ts';

const news2Source = (parameter: string) =>
  `Generell grense: NEWS2 ${parameter} (RCP 2017), 1–2 poeng gul, 3 poeng rød`;

/**
 * Default limits: NEWS2 (Royal College of Physicians 2017, chart 1), 1–2 points yellow, 3 points red.
 * Impossible and improbable: a proposal that awaits clinical sign-off, compared with Canvas SDK (30–250) and OpenMRS (0–230).
 */
export const heartRate = singlePart({
  key: 'heart-rate',
  code: { system: LOINC, code: '8867-4', display: 'Heart rate' },
  translations: [{ system: SNOMED, code: '364075005', display: 'Heart rate' }],
  unit: '/min',
  unitDisplay: '/min',
  decimals: 0,
  axis: { min: 40, max: 140 },
  absolute: { low: 0, lowExclusive: true, high: 350 },
  improbable: { low: 30, high: 220 },
  defaultLimits: {
    origin: 'default',
    source: news2Source('puls'),
    zones: [
      { interpretation: 'LL', high: 40 },
      { interpretation: 'L', low: 41, high: 50 },
      { interpretation: 'N', low: 51, high: 90 },
      { interpretation: 'H', low: 91, high: 130 },
      { interpretation: 'HH', low: 131 },
    ],
  },
});

/**
 * Default limits: red is NEWS2 scale 1's three points (≤ 91). Yellow is its two points (92–93); its one point
 * (94–95) is left inside N, because 22 % of stable asthma and COPD patients in Norwegian general practice live at
 * ≤ 95 % (PMC4750741) and 94–98 % is the target range of the BTS oxygen guideline. No upper limit: a high saturation
 * is a concern on oxygen only, and the reading does not say. Scale 2 (88–92 %) needs a clinician's decision and is
 * therefore only ever an individual limit.
 * Impossible: a percentage. Improbable: below 70 %, a proposal that
 * awaits clinical sign-off (Canvas SDK accepts 60–100, OpenMRS 0–100).
 */
export const oxygenSaturation = singlePart({
  key: 'oxygen-saturation',
  code: { system: LOINC, code: '2708-6', display: 'Oxygen saturation in Arterial blood' },
  translations: [
    { system: LOINC, code: '59408-5', display: 'Oxygen saturation in Arterial blood by Pulse oximetry' },
    { system: SNOMED, code: '431314004', display: 'Peripheral oxygen saturation' },
  ],
  unit: '%',
  unitDisplay: '%',
  decimals: 0,
  axis: { min: 80, max: 100 },
  absolute: { low: 0, high: 100 },
  improbable: { low: 70 },
  defaultLimits: {
    origin: 'default',
    source: 'Generell grense: 94–100 % (BTS), ≤93 gul og ≤91 rød (NEWS2 skala 1, RCP 2017)',
    zones: [
      { interpretation: 'LL', high: 91 },
      { interpretation: 'L', low: 92, high: 93 },
      { interpretation: 'N', low: 94, high: 100 },
    ],
  },
});

/**
 * Default limits: NEWS2 (RCP 2017, chart 1), 1–2 points yellow, 3 points red.
 * Impossible and improbable: a proposal that awaits clinical sign-off, compared with Canvas SDK (6–60) and OpenMRS (0–100).
 */
export const respiratoryRate = singlePart({
  key: 'respiratory-rate',
  code: { system: LOINC, code: '9279-1', display: 'Respiratory rate' },
  translations: [{ system: SNOMED, code: '86290005', display: 'Respiratory rate' }],
  unit: '/min',
  unitDisplay: '/min',
  decimals: 0,
  axis: { min: 8, max: 32 },
  absolute: { low: 0, high: 120 },
  improbable: { low: 6, high: 60 },
  defaultLimits: {
    origin: 'default',
    source: news2Source('respirasjonsfrekvens'),
    zones: [
      { interpretation: 'LL', high: 8 },
      { interpretation: 'L', low: 9, high: 11 },
      { interpretation: 'N', low: 12, high: 20 },
      { interpretation: 'H', low: 21, high: 24 },
      { interpretation: 'HH', low: 25 },
    ],
  },
});

/**
 * Default limits: NEWS2 (RCP 2017, chart 1), 1–2 points yellow, 3 points red; NEWS2 gives a high temperature two
 * points at most, so there is no red above.
 * Impossible and improbable: a proposal that awaits clinical sign-off, compared with OpenMRS (25–43).
 */
export const bodyTemperature = singlePart({
  key: 'body-temperature',
  code: { system: LOINC, code: '8310-5', display: 'Body temperature' },
  translations: [{ system: SNOMED, code: '276885007', display: 'Core body temperature' }],
  unit: 'Cel',
  unitDisplay: '°C',
  decimals: 1,
  axis: { min: 35, max: 40 },
  absolute: { low: 20, high: 46 },
  improbable: { low: 34, high: 42 },
  defaultLimits: {
    origin: 'default',
    source: news2Source('temperatur'),
    zones: [
      { interpretation: 'LL', high: 35.0 },
      { interpretation: 'L', low: 35.1, high: 36.0 },
      { interpretation: 'N', low: 36.1, high: 38.0 },
      { interpretation: 'H', low: 38.1 },
    ],
  },
});
