import { SNOMED } from '../code-systems.ts';
import type { Coding } from '../types.ts';
import type { News2Part, OxygenScale } from './news2-score.ts';
import type { Consciousness } from './news2-table.ts';

const snomed = (code: string): Coding => ({ system: SNOMED, code });

/**
 * Sub-scores that a NEWS2 total is sent with, one code for each scale of the saturation. SNOMED CT UK edition, as in VkpObservation's
 * NEWS2 example and in HL7 UK's and Wales' profiles, which have scale 1's too.
 */
export const news2SubScores: readonly { code: Coding; part: News2Part; scale?: OxygenScale }[] = [
  { code: snomed('1104301000000104'), part: 'respiratory-rate' },
  { code: snomed('1104311000000102'), part: 'oxygen-saturation', scale: 1 },
  { code: snomed('1104321000000108'), part: 'oxygen-saturation', scale: 2 },
  { code: snomed('1104331000000105'), part: 'breathing' },
  { code: snomed('1104341000000101'), part: 'systolic' },
  { code: snomed('1104351000000103'), part: 'heart-rate' },
  { code: snomed('1104361000000100'), part: 'consciousness' },
  { code: snomed('1104371000000107'), part: 'body-temperature' },
];

/** Levels of consciousness: SNOMED CT, as HL7 UK's value set ACVPU. */
export const consciousnessCodes: readonly { code: Coding; level: Consciousness }[] = [
  { code: snomed('248234008'), level: 'A' },
  { code: snomed('130987000'), level: 'C' },
  { code: snomed('300202002'), level: 'V' },
  { code: snomed('450847001'), level: 'P' },
  { code: snomed('422768004'), level: 'U' },
];
