export type News2Points = 0 | 1 | 2 | 3;

/** Inclusive ends as printed; a missing end is open. */
export interface News2Row {
  points: News2Points;
  low?: number;
  high?: number;
}

export type News2Number =
  'respiratory-rate' | 'oxygen-saturation' | 'systolic' | 'heart-rate' | 'body-temperature';

const row = (points: News2Points, low: number | undefined, high: number | undefined): News2Row => ({
  points,
  ...(low !== undefined && { low }),
  ...(high !== undefined && { high }),
});

/**
 * National Early Warning Score (NEWS) 2, Royal College of Physicians 2017, chart 1. Temperature has one decimal, the others none: values
 * are rounded before they are scored. The RCP permits reuse with acknowledgement; this is the
 * table, not a redrawn chart.
 */
export const news2Table: Readonly<Record<Exclude<News2Number, 'oxygen-saturation'>, readonly News2Row[]>> = {
  'respiratory-rate': [
    row(3, undefined, 8),
    row(1, 9, 11),
    row(0, 12, 20),
    row(2, 21, 24),
    row(3, 25, undefined),
  ],
  systolic: [
    row(3, undefined, 90),
    row(2, 91, 100),
    row(1, 101, 110),
    row(0, 111, 219),
    row(3, 220, undefined),
  ],
  'heart-rate': [
    row(3, undefined, 40),
    row(1, 41, 50),
    row(0, 51, 90),
    row(1, 91, 110),
    row(2, 111, 130),
    row(3, 131, undefined),
  ],
  'body-temperature': [
    row(3, undefined, 35.0),
    row(1, 35.1, 36.0),
    row(0, 36.1, 38.0),
    row(1, 38.1, 39.0),
    row(2, 39.1, undefined),
  ],
};

/** Scale 1, for everybody for whom scale 2 has not been decided. */
export const oxygenScale1: readonly News2Row[] = [
  row(3, undefined, 91),
  row(2, 92, 93),
  row(1, 94, 95),
  row(0, 96, undefined),
];

/** Scale 2 (target 88–92 %, hypercapnic respiratory failure): high values count only on oxygen. */
export const oxygenScale2: Readonly<Record<'air' | 'oxygen', readonly News2Row[]>> = {
  air: [row(3, undefined, 83), row(2, 84, 85), row(1, 86, 87), row(0, 88, undefined)],
  oxygen: [
    row(3, undefined, 83),
    row(2, 84, 85),
    row(1, 86, 87),
    row(0, 88, 92),
    row(1, 93, 94),
    row(2, 95, 96),
    row(3, 97, undefined),
  ],
};

export const breathingPoints: Readonly<Record<'air' | 'oxygen', News2Points>> = { air: 0, oxygen: 2 };

/** Alert, new confusion, responds to voice, to pain, unresponsive. */
export type Consciousness = 'A' | 'C' | 'V' | 'P' | 'U';

export const consciousnessPoints: Readonly<Record<Consciousness, News2Points>> = {
  A: 0,
  C: 3,
  V: 3,
  P: 3,
  U: 3,
};
