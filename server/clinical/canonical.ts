/** Canonical base of everything the facade defines itself. A name, not an address: the same on every installation. */
export const canonicalBase = 'https://hjemmekurve.example/fhir';

/** On an interpretation or referenceRange the facade added: valueCode measurement | order | default. */
export const limitOriginUrl = `${canonicalBase}/StructureDefinition/limit-origin`;

/** Beside it, of origin order: valueReference to the version of the ServiceRequest that set the limit. */
export const limitOrderUrl = `${canonicalBase}/StructureDefinition/limit-order`;

/**
 * On the entry of $lastn that holds a vital sign's latest measurement, per part whose yellow an order asks persistence of: part
 * (Coding), needed, of, beyond (integer), counts (boolean).
 */
export const limitPersistenceUrl = `${canonicalBase}/StructureDefinition/limit-persistence`;

/** On a ServiceRequest: what is asked of one number of the vital sign (see the StructureDefinition). */
export const monitoringLimitsUrl = `${canonicalBase}/StructureDefinition/monitoring-limits`;

/** On a ServiceRequest of oxygen saturation or NEWS2: valuePositiveInt 1 | 2 (see the StructureDefinition). */
export const news2ScaleUrl = `${canonicalBase}/StructureDefinition/news2-scale`;

/** On a ServiceRequest: valueReference to the organisation that whoever set it works for. */
export const orderingOrganizationUrl = `${canonicalBase}/StructureDefinition/ordering-organization`;

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
