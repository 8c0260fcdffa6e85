/** Shifts the decimal point exactly, by way of the decimal notation: 1.005 × 10² is 100.5, not 100.49999999999999. */
function shift(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** Rounds as a clinician reads: half away from zero, on the decimal notation (decimals ≥ 0). Not finite: as it is. */
export function roundTo(value: number, decimals: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  const rounded = shift(Math.round(shift(Math.abs(value), decimals)), -decimals);
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}
