import type { EhrRecord } from '../fhir/ehr-record.ts';
import { FhirError } from '../fhir/fhir-error.ts';
import { isGranted } from './granted-scopes.ts';
import type { EhrSession } from './oauth.ts';

const type = 'DocumentReference';

/** The record of the launch's patient, written with the EHR's own token, which goes nowhere but to the EHR. */
export function ehrRecord(ehr: EhrSession): EhrRecord {
  const about = `Patient/${ehr.patient}`;
  return {
    patient: ehr.patient,
    ...(ehr.fhirUser && { author: ehr.fhirUser }),
    ...(ehr.encounter && { encounter: `Encounter/${ehr.encounter}` }),
    mayWrite: isGranted(ehr.scope, type, 'c'),
    maySearch: isGranted(ehr.scope, type, 's'),
    async create(document, signal) {
      refuseOther(document, about);
      const [identifier] = document.identifier ?? [];
      const answer = await ehr.request(
        {
          url: type,
          method: 'POST',
          body: JSON.stringify(document),
          headers: {
            'content-type': 'application/fhir+json',
            ...(identifier && { 'if-none-exist': `identifier=${token(identifier)}` }),
          },
        },
        signal,
      );
      if (isDocument(answer)) refuseOther(answer, about);
    },
    async holds(identifier, signal) {
      const query = new URLSearchParams({ identifier: token(identifier), patient: ehr.patient });
      const answer = (await ehr.request({ url: `${type}?${query}` }, signal)) as Partial<fhir4.Bundle> | null;
      if (answer?.resourceType !== 'Bundle') throw new FhirError(200, 'malformed', 'No Bundle');
      const found = (answer.entry ?? []).flatMap(({ resource }) => (isDocument(resource) ? [resource] : []));
      found.forEach((document) => refuseOther(document, about));
      return found.length > 0;
    },
  };
}

function token({ system = '', value = '' }: fhir4.Identifier): string {
  return `${system}|${value}`;
}

function isDocument(resource: unknown): resource is fhir4.DocumentReference {
  return (resource as { resourceType?: unknown } | null | undefined)?.resourceType === type;
}

/** The EHR may write its own base before the id. */
function refuseOther({ subject }: fhir4.DocumentReference, about: string): void {
  const reference = subject?.reference ?? '';
  if (reference !== about && !reference.endsWith(`/${about}`)) {
    throw new FhirError(200, 'other-patient', 'The document is about another patient');
  }
}
