import { roundTo } from '../rounding.ts';
import {
  breathingPoints,
  consciousnessPoints,
  news2Table,
  oxygenScale1,
  oxygenScale2,
  type Consciousness,
  type News2Number,
  type News2Points,
  type News2Row,
} from './news2-table.ts';

export type News2Part = News2Number | 'breathing' | 'consciousness';

/** What was measured and when (epoch milliseconds). Numbers in the catalogue's units: /min, %, mmHg, °C; exact and credible. */
export interface News2Input {
  'respiratory-rate'?: Measured<number> | undefined;
  'oxygen-saturation'?: Measured<number> | undefined;
  breathing?: Measured<'air' | 'oxygen'> | undefined;
  systolic?: Measured<number> | undefined;
  'heart-rate'?: Measured<number> | undefined;
  consciousness?: Measured<Consciousness> | undefined;
  'body-temperature'?: Measured<number> | undefined;
}

export interface Measured<T> {
  value: T;
  effective: number;
}

/** Label for clinicians. */
export const news2Source = 'Royal College of Physicians: National Early Warning Score (NEWS) 2, 2017';

/** Scale 2 only when a clinician has decided it for confirmed hypercapnic failure; a diagnosis of COPD does not decide it. */
export type OxygenScale = 1 | 2;

/** RCP 2017: 0–4 low, a single 3 low-medium, 5–6 medium, 7 or more high. */
export type News2Band = 'low' | 'low-medium' | 'medium' | 'high';

export type News2 =
  | {
      kind: 'scored';
      total: number;
      points: Readonly<Record<News2Part, News2Points>>;
      band: News2Band;
      scale: OxygenScale;
    }
  | { kind: 'not-scored'; missing: News2Part[]; apart: boolean };

/** In the order of the Royal College's chart. */
export const news2Parts: readonly News2Part[] = [
  'respiratory-rate',
  'oxygen-saturation',
  'breathing',
  'systolic',
  'heart-rate',
  'consciousness',
  'body-temperature',
];

/** A design choice: what one visit at the bedside takes. */
export const togetherMinutes = 15;

/**
 * NEWS2 by the Royal College of Physicians' table (2017), when all seven parts were measured together; else which are missing, or that
 * they lie too far apart (`apart`). A partial score is never given. Not for those under 16 or pregnant: whoever asks must know.
 */
export function news2Score(input: News2Input, scale: OxygenScale): News2 {
  const {
    'respiratory-rate': rate,
    'oxygen-saturation': saturation,
    breathing,
    systolic,
    'heart-rate': pulse,
    consciousness,
    'body-temperature': temperature,
  } = input;
  const missing = news2Parts.filter((part) => input[part] === undefined);
  if (!rate || !saturation || !breathing || !systolic || !pulse || !consciousness || !temperature) {
    return { kind: 'not-scored', missing, apart: false };
  }
  const measured = [rate, saturation, breathing, systolic, pulse, consciousness, temperature];
  const times = measured.map(({ effective }) => effective);
  if (Math.max(...times) - Math.min(...times) > togetherMinutes * 60_000) {
    return { kind: 'not-scored', missing, apart: true };
  }
  const oxygenRows = scale === 2 ? oxygenScale2[breathing.value] : oxygenScale1;
  const points = {
    'respiratory-rate': pointsIn(news2Table['respiratory-rate'], rate.value, 0),
    'oxygen-saturation': pointsIn(oxygenRows, saturation.value, 0),
    breathing: breathingPoints[breathing.value],
    systolic: pointsIn(news2Table.systolic, systolic.value, 0),
    'heart-rate': pointsIn(news2Table['heart-rate'], pulse.value, 0),
    consciousness: consciousnessPoints[consciousness.value],
    'body-temperature': pointsIn(news2Table['body-temperature'], temperature.value, 1),
  };
  const each = Object.values(points);
  const total = each.reduce((sum: number, one) => sum + one, 0);
  return { kind: 'scored', total, points, band: bandOf(total, each), scale };
}

/** Rows are in ascending order and the last is open: what is above every other row is in it. */
function pointsIn(rows: readonly News2Row[], value: number, decimals: number): News2Points {
  const printed = roundTo(value, decimals);
  return rows.find(({ high = Infinity }) => printed <= high)?.points ?? 3;
}

function bandOf(total: number, points: readonly News2Points[]): News2Band {
  if (total >= 7) return 'high';
  if (total >= 5) return 'medium';
  return points.includes(3) ? 'low-medium' : 'low';
}
