import { FhirError } from '../errors.ts';
import type { DeliveringSource, MeasurementContext } from '../store/national-store.ts';

export const organizationNumberSystem = 'urn:oid:2.16.578.1.12.4.1.4.101';

/** A source delivers in its own name only: an organisation among the performers must be the token's. */
export function checkPerformer(observation: fhir4.Observation, source: DeliveringSource): void {
  const named = (observation.performer ?? []).flatMap(({ identifier }) =>
    identifier?.system === organizationNumberSystem ? (identifier.value ?? '') : [],
  );
  if (named.length > 0 && !named.includes(source.orgnr)) {
    throw new FhirError(
      403,
      'forbidden',
      'Observation.performer names another organisation than the one delivering',
      {
        expression: ['Observation.performer'],
        reason: 'other-organization',
      },
    );
  }
}

/** Who measured, where and how, as far as the source says: nothing is guessed. */
export function describePerformer(
  observation: fhir4.Observation,
  source: DeliveringSource,
): Omit<MeasurementContext, 'limits'> {
  const performers = observation.performer ?? [];
  const organizations = performers.filter(isOrganization);
  const own = organizations.find(({ identifier }) => identifier?.value === source.orgnr);
  const organization = (own ?? organizations[0])?.display;
  const performer = performers.find((candidate) => !isOrganization(candidate) && candidate.display)?.display;
  const bodySite = conceptText(observation.bodySite);
  const method = conceptText(observation.method);
  const device = observation.device?.display;
  return {
    status: observation.status,
    source: source.name,
    ...(performer && { performer }),
    ...(organization && { organization }),
    ...(bodySite && { bodySite }),
    ...(method && { method }),
    ...(device && { device }),
  };
}

function isOrganization({ type, identifier, reference }: fhir4.Reference): boolean {
  return (
    type === 'Organization' ||
    identifier?.system === organizationNumberSystem ||
    reference?.startsWith('Organization/') === true
  );
}

function conceptText(concept: fhir4.CodeableConcept | undefined): string | undefined {
  const coding = concept?.coding?.[0];
  return concept?.text ?? coding?.display ?? coding?.code;
}
