import { expect, test } from 'vitest';
import * as canonical from '#clinical/canonical.ts';

/** Names that clients read by: to change one is to break them. HL7's own is that of v3-ObservationInterpretation. */
test('the addresses, written once more', () => {
  const base = 'https://hjemmekurve.example/fhir';
  expect({ ...canonical }).toMatchObject({
    canonicalBase: base,
    limitOriginUrl: `${base}/StructureDefinition/limit-origin`,
    limitOrderUrl: `${base}/StructureDefinition/limit-order`,
    limitPersistenceUrl: `${base}/StructureDefinition/limit-persistence`,
    monitoringLimitsUrl: `${base}/StructureDefinition/monitoring-limits`,
    orderingOrganizationUrl: `${base}/StructureDefinition/ordering-organization`,
    plausibilityUrl: `${base}/StructureDefinition/plausibility`,
    canonicalValueUrl: `${base}/StructureDefinition/canonical-value`,
    alsoDeliveredByUrl: `${base}/StructureDefinition/also-delivered-by`,
    outageSinceUrl: `${base}/StructureDefinition/outage-since`,
    refusalSystem: `${base}/CodeSystem/refusal`,
    deliveryDoubtSystem: `${base}/CodeSystem/delivery-doubt`,
    deliveryOutcomeSystem: `${base}/CodeSystem/delivery-outcome`,
    interpretationSystem: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  });
});
