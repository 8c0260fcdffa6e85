/** One unit a source may use for a quantity, and the way from it to the canonical unit. */
export interface UnitEntry {
  /** UCUM codes, and misspelt codes that can mean nothing else; compared exactly, annotations in {} removed. */
  readonly codes: readonly string[];
  /** Human-readable units, lower case. */
  readonly texts: readonly string[];
  readonly toCanonical: (value: number) => number;
  /** True when the conversion only moves the decimal point, so that a converted limit keeps its precision. */
  readonly exact: boolean;
}

const same = (codes: string[], texts: string[]): UnitEntry => ({
  codes,
  texts,
  toCanonical: (v) => v,
  exact: true,
});
const shifted = (codes: string[], texts: string[], factor: number): UnitEntry => ({
  codes,
  texts,
  toCanonical: (v) => v * factor,
  exact: true,
});
const converted = (codes: string[], texts: string[], toCanonical: (v: number) => number): UnitEntry => ({
  codes,
  texts,
  toCanonical,
  exact: false,
});

/** Scores have no unit; the national NEWS2 example sends the code `score`. */
export const scoreUnits: readonly UnitEntry[] = [same(['', '1', 'score'], ['score', 'poeng', 'points'])];

/** Glucose: mg/dL per mmol/L (molar mass 180.16 g/mol). */
export const milligramsPerMillimole = 18.016;

/**
 * Accepted units by canonical UCUM code. Factors: UCUM ([lb_av] 0.45359237 kg and [in_i] 2.54 cm by definition;
 * 1 mm[Hg] = 0.133322 kPa; [degF]: (F − 32) / 1.8); glucose {@link milligramsPerMillimole}.
 */
export const unitTable: Readonly<Record<string, readonly UnitEntry[]>> = {
  'mm[Hg]': [
    same(['mm[Hg]', 'mmHg'], ['mmhg', 'mm hg', 'mm[hg]']),
    converted(['kPa'], ['kpa'], (kiloPascal) => kiloPascal / 0.133322),
  ],
  '/min': [
    same(
      ['/min', '1/min'],
      [
        '/min',
        '1/min',
        'bpm',
        'slag/min',
        'slag/minutt',
        'slag per minutt',
        'beats/min',
        'beats/minute',
        'beats per minute',
        'pust/min',
        'breaths/min',
        'breaths/minute',
        'per minute',
        'per min',
      ],
    ),
  ],
  '%': [same(['%'], ['%', 'prosent', 'percent'])],
  Cel: [
    same(['Cel', '°C'], ['°c', 'c', 'cel', 'celsius', 'grader celsius']),
    converted(
      ['[degF]', '°F'],
      ['°f', 'f', '[degf]', 'degf', 'fahrenheit'],
      (fahrenheit) => (fahrenheit - 32) / 1.8,
    ),
  ],
  kg: [
    same(['kg'], ['kg', 'kilo', 'kilogram']),
    shifted(['g'], ['g', 'gram'], 1 / 1000),
    converted(['[lb_av]'], ['[lb_av]', 'lb_av', 'lb', 'lbs'], (pounds) => pounds * 0.45359237),
  ],
  cm: [
    same(['cm'], ['cm', 'centimeter']),
    shifted(['m'], ['m', 'meter'], 100),
    shifted(['mm'], ['mm', 'millimeter'], 1 / 10),
    converted(['[in_i]'], ['[in_i]', 'in', 'inch', 'inches'], (inches) => inches * 2.54),
  ],
  'kg/m2': [same(['kg/m2'], ['kg/m2', 'kg/m²', 'kg/m^2'])],
  'mmol/L': [
    same(['mmol/L', 'mmol/l'], ['mmol/l']),
    converted(['mg/dL', 'mg/dl'], ['mg/dl'], (milligrams) => milligrams / milligramsPerMillimole),
  ],
};
