type Described = Required<Pick<fhir4.StructureDefinition, 'id' | 'url' | 'name' | 'title' | 'description'>>;

/** The definition of an extension of ServiceRequest, from what sets it apart; `element`: the differential. */
export function extensionDefinition(
  { description, ...named }: Described,
  element: fhir4.ElementDefinition[],
): fhir4.StructureDefinition {
  return {
    resourceType: 'StructureDefinition',
    ...named,
    version: '1.0.0',
    status: 'active',
    fhirVersion: '4.0.1',
    kind: 'complex-type',
    abstract: false,
    context: [{ type: 'element', expression: 'ServiceRequest' }],
    type: 'Extension',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
    derivation: 'constraint',
    description,
    differential: { element },
  };
}
