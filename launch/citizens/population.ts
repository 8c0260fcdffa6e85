import { sha256 } from '../ehr/oauth/secrets.ts';
import type { User } from '../ehr/oauth/launch-context.ts';
import { personName } from '../ehr/pages/person-name.ts';

/** A person of the citizens' issuer. */
export interface Citizen {
  id: string;
  resource: fhir4.Patient;
  /** False of a child who has no electronic identity yet. */
  logsIn: boolean;
}

/** One whom a citizen may act for: themselves, or somebody whose RelatedPerson they are. */
export interface Choice {
  patient: Citizen;
  /** Absent: themselves. */
  relatedPerson?: fhir4.RelatedPerson;
}

/** Who can log in, and whom they may act for. */
export interface Population {
  citizens: readonly Citizen[];
  relatedPersons: readonly fhir4.RelatedPerson[];
  citizen(id: string): Citizen | undefined;
  /** Themselves first. */
  choicesOf(citizen: Citizen): Choice[];
}

/** What a population is made of; `actor` is the id of the citizen who acts. */
export interface PopulationRecords {
  citizens: readonly Citizen[];
  representations: readonly { actor: string; resource: fhir4.RelatedPerson }[];
}

export function createPopulation({ citizens, representations }: PopulationRecords): Population {
  const byId = new Map(citizens.map((citizen) => [citizen.id, citizen]));
  return {
    citizens,
    relatedPersons: representations.map(({ resource }) => resource),
    citizen: (id) => byId.get(id),
    choicesOf: (citizen) => [
      { patient: citizen },
      ...representations
        .filter(({ actor }) => actor === citizen.id)
        .flatMap(({ resource }) => {
          const patient = byId.get(resource.patient.reference?.split('/')[1] ?? '');
          return patient ? [{ patient, relatedPerson: resource }] : [];
        }),
    ],
  };
}

/** The citizen as the user of a launch; the same `sub` for whomever they act. */
export function userOf(citizen: Citizen, { patient, relatedPerson }: Choice): User {
  return {
    fhirUser: relatedPerson ? `RelatedPerson/${relatedPerson.id}` : `Patient/${citizen.id}`,
    subject: sha256(`sandbox-citizens user ${citizen.id}`),
    name: personName(citizen.resource),
    acr: 'Level4',
    ...(relatedPerson && { actsFor: `Patient/${patient.id}` }),
  };
}
