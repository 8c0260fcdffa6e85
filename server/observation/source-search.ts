import type { PersonIdentifier, SourceGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import { parameterError } from '../fhir/parameters.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import { parsePersonIdentifier } from '../person/person-identifier.ts';
import { parsePage, type PageLinks } from './page-link.ts';

/**
 * A source asks what it delivered: about one person, named by `patient.identifier`, or about everybody, and only ever by
 * itself: 403 for another source.
 */
export function readSourceSearch(
  { orgnr }: SourceGrant,
  given: URLSearchParams,
): { person: PersonIdentifier | undefined; rest: URLSearchParams } {
  const own = [orgnr, `${organizationNumberSystem}|${orgnr}`, `${organizationNumberSystem}:${orgnr}`];
  if (!given.getAll('_source').every((value) => own.includes(value))) {
    throw new FhirError(403, 'forbidden', 'A source may ask only for what it delivered itself', {
      expression: ['_source'],
      reason: 'other-organization',
    });
  }
  for (const name of ['patient', 'subject']) {
    if (given.has(name)) throw parameterError(name, 'names nobody to a source: use patient.identifier');
  }
  const person = onePerson(given.getAll('patient.identifier'));
  const ofPerson = new Set(['_source', 'patient.identifier']);
  return { person, rest: new URLSearchParams([...given].filter(([name]) => !ofPerson.has(name))) };
}

/** Whom a source asks about, by name or by a `next` link; undefined: about everybody, or it cannot be understood. */
export function askedAbout(
  grant: SourceGrant,
  links: Pick<PageLinks, 'open'>,
  given: URLSearchParams,
): PersonIdentifier | undefined {
  try {
    const page = parsePage(given);
    if (!page) return onePerson(given.getAll('patient.identifier'));
    const state = links.open(grant, page.sealed);
    return 'delivered' in state ? undefined : state.person;
  } catch (error) {
    if (error instanceof FhirError) return undefined;
    throw error;
  }
}

function onePerson(values: string[]): PersonIdentifier | undefined {
  const [value, ...more] = values;
  if (value === undefined) return undefined;
  const [system = '', number = '', ...rest] = value.split('|');
  if (more.length > 0 || rest.length > 0 || 'reason' in parsePersonIdentifier(system, number)) {
    throw parameterError('patient.identifier', 'must be system|value of one person');
  }
  return { system, value: number };
}
