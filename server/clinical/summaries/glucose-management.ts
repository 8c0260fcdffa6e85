import { milligramsPerMillimole } from '../unit-table.ts';

/**
 * Glucose management indicator of a mean in mmol/L (Bergenstal et al., Diabetes Care 2018;41:2275): per cent
 * = 3.31 + 0.02392 × mean in mg/dL, mmol/mol = 12.71 + 4.70587 × mean in mmol/L. Unrounded. It stands for a laboratory's HbA1c only
 * when it comes from enough sensor values; see glucose.ts.
 */
export function glucoseManagementIndicator(mean: number): { percent: number; mmolPerMol: number } {
  return {
    percent: 3.31 + 0.02392 * milligramsPerMillimole * mean,
    mmolPerMol: 12.71 + 4.70587 * mean,
  };
}
