import { createHash } from 'node:crypto';
import { practitioners } from '#fixtures/practitioners.ts';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { oid } from '#fixtures/systems.ts';

/** Somebody who can log in at security level 4. */
export interface HelseidPerson {
  /** The fixture's id for those whom the sandbox EHR knows. */
  id: string;
  given: string;
  family: string;
  /** Fødselsnummer or D-number. */
  pid: string;
  /** Undefined for a person who is no health professional. */
  hpr?: { number: string; authorization: string };
  description: string;
}

/** HPR as the national register has it, where the EHR does not know it. */
const unknownToTheEhr: Record<string, string> = { 'locum-without-hpr': '222210055' };

const clinicians: readonly HelseidPerson[] = practitioners.map(({ id, resource, roles, description }) => {
  const identifier = (system: string) => resource.identifier?.find((one) => one.system === system)?.value;
  const number = identifier(oid.hprNummer) ?? unknownToTheEhr[id];
  const authorization = roles[0]?.code?.[0]?.coding?.[0]?.code;
  const [name] = resource.name ?? [];
  return {
    id,
    given: name?.given?.join(' ') ?? '',
    family: name?.family ?? '',
    pid: identifier(oid.fodselsnummer) ?? '',
    ...(number && authorization && { hpr: { number, authorization } }),
    description,
  };
});

/** Everybody whom the sandbox's HelseID knows: the EHR's clinicians, one who is not among them, and one without HPR number. */
export const sandboxPeople: readonly HelseidPerson[] = [
  ...clinicians,
  {
    id: 'another-clinician',
    given: 'Tuva',
    family: 'Øverlid',
    pid: syntheticNationalId({ born: '1983-05-17', shift: 80, gender: 'female' }),
    hpr: { number: '222210066', authorization: 'LE' },
    description: 'A doctor whom the sandbox EHR does not know: nobody who launches from it',
  },
  {
    id: 'no-health-professional',
    given: 'Birk',
    family: 'Åsnes',
    pid: syntheticNationalId({ born: '1992-10-02', shift: 80, gender: 'male' }),
    description: 'Not a health professional: logs in, but has no HPR number',
  },
];

/** HelseID's `sub` says nothing about who it is. */
export const subjectOf = ({ pid }: HelseidPerson): string =>
  createHash('sha256').update(`helseid:${pid}`).digest('base64');

export const fullName = ({ given, family }: HelseidPerson): string => `${given} ${family}`;

/** Look-ups in a list of people. */
export interface Population {
  people: readonly HelseidPerson[];
  byId(id: string): HelseidPerson | undefined;
  bySubject(sub: string): HelseidPerson | undefined;
}

export function createPopulation(people: readonly HelseidPerson[]): Population {
  const ids = new Map(people.map((person) => [person.id, person]));
  const subjects = new Map(people.map((person) => [subjectOf(person), person]));
  return { people, byId: (id) => ids.get(id), bySubject: (sub) => subjects.get(sub) };
}
