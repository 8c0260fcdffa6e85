/** Health personnel by HPR number, and organisations by organisation number, as the facade writes them. */
export const hprSystem = 'urn:oid:2.16.578.1.12.4.1.4.4';
export const orgnrSystem = 'urn:oid:2.16.578.1.12.4.1.4.101';

export function valueOf(identifiers: readonly fhir4.Identifier[] | undefined, system: string): string {
  return identifiers?.find((each) => each.system === system)?.value ?? '';
}
