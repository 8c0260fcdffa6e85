/** Canonical base of everything the facade defines itself. A name, not an address: the same on every installation. */
export const canonicalBase = 'https://hjemmekurve.example/fhir';

/** On an interpretation or referenceRange the facade added: valueCode measurement | order | default. */
export const limitOriginUrl = `${canonicalBase}/StructureDefinition/limit-origin`;

/** On an Observation or component: valueCode improbable | impossible. */
export const plausibilityUrl = `${canonicalBase}/StructureDefinition/plausibility`;

/** On an Observation or component sent in another unit: valueQuantity in the catalogue's unit. */
export const canonicalValueUrl = `${canonicalBase}/StructureDefinition/canonical-value`;

/** On an Observation that another source delivered too: valueReference to that organisation. */
export const alsoDeliveredByUrl = `${canonicalBase}/StructureDefinition/also-delivered-by`;

/** On the issue of an OperationOutcome: valueInstant, when the outage it tells of began. */
export const outageSinceUrl = `${canonicalBase}/StructureDefinition/outage-since`;

export const refusalSystem = `${canonicalBase}/CodeSystem/refusal`;
/** Of what was accepted with doubt: the reasons of DeliveryWarning. */
export const deliveryDoubtSystem = `${canonicalBase}/CodeSystem/delivery-doubt`;
export const deliveryOutcomeSystem = `${canonicalBase}/CodeSystem/delivery-outcome`;
export const interpretationSystem = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
