import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Part, VitalSign } from '#clinical/types.ts';

export function vitalSignOf(key: string): VitalSign {
  const vitalSign = vitalSigns.find((each) => each.key === key);
  if (!vitalSign) throw new Error(`no vital sign ${key}`);
  return vitalSign;
}

export function partOf(key: string): Part {
  const part = vitalSigns.flatMap((sign) => sign.parts).find((each) => each.key === key);
  if (!part) throw new Error(`no part ${key}`);
  return part;
}
