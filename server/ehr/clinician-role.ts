import { displayText } from './display-name.ts';
import { asObject, list } from './fhir-reader.ts';

/** What a clinician is where they work, as the EHR says it: "Fastlege". */
export interface ClinicianRole {
  text: string;
  /** Category of health personnel (Volven 9060), such as LE or SP. */
  category?: string;
}

export const personnelCategorySystem = 'urn:oid:2.16.578.1.12.4.1.1.9060';

/**
 * The one role that all these PractitionerRole.code say, by its text, else the display of a coding. Undefined when they
 * say none or different ones: the log must not say of a clinician what may not be so.
 */
export function onlyRole(codes: readonly unknown[]): ClinicianRole | undefined {
  const roles = codes.flatMap((code) => list(code)).flatMap((concept) => roleOf(asObject(concept)) ?? []);
  const [role] = roles;
  return role && new Set(roles.map(({ text }) => text)).size === 1 ? role : undefined;
}

function roleOf(concept: Record<string, unknown> | undefined): ClinicianRole | undefined {
  const codings = list(concept?.coding)
    .map(asObject)
    .filter((coding) => coding !== undefined);
  const [text] = [concept?.text, ...codings.map(({ display }) => display)].flatMap(
    (each) => displayText(each) ?? [],
  );
  if (text === undefined) return undefined;
  const category = codings.find(({ system }) => system === personnelCategorySystem)?.code;
  return { text, ...(typeof category === 'string' && /^[A-Z]{2}$/.test(category) && { category }) };
}
