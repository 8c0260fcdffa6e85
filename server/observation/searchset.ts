import type { PersonIdentifier } from '../access/grant.ts';
import type { StoredObservation } from '../store/national-store.ts';

export interface SearchsetLinks {
  self: string;
  next?: string;
}

/** Whom an answer is about, as the reader knows them. */
export interface Subject {
  person: PersonIdentifier;
  /** The issuer's id of the patient; a source has none. */
  patient?: string;
}

/**
 * What was understood, so that the caller sees what was searched for; ignored parameters are named, not repeated.
 * @param address of the search, without a query
 */
export function selfLink(
  address: string,
  patient: string | undefined,
  applied: readonly [string, string][],
  ignored: readonly string[],
): string {
  const parameters = new URLSearchParams(patient === undefined ? [] : [['patient', patient]]);
  for (const [name, value] of applied) parameters.append(name, value);
  for (const name of ignored) parameters.append('_ignored', name);
  return `${address}?${parameters.toString()}`;
}

/** The members that depend on who reads: the resource is opened for the stored members to follow. */
function opening({ patient, person }: Subject): string {
  const subject = { ...(patient !== undefined && { reference: `Patient/${patient}` }), identifier: person };
  return `{"resourceType":"Observation","subject":${JSON.stringify(subject)},`;
}

/** An Observation as this reader gets it. Nothing stored is parsed to be served. */
export function observationText(subject: Subject, { text }: StoredObservation): string {
  return opening(subject) + text;
}

/** What is told beside an Observation, by its id: extensions of its entry. */
export type EntryExtensions = ReadonlyMap<string, readonly fhir4.Extension[]>;

/** A searchset Bundle about one person as text, by concatenation. */
export function searchsetText(
  subject: Subject,
  fhirBase: string,
  { observations, total }: { observations: readonly StoredObservation[]; total: number },
  links: SearchsetLinks,
  extensions?: EntryExtensions,
): string {
  return bundleText(fhirBase, [{ subject, observations }], links, total, extensions);
}

/** The same about several persons; without a total it is not said how many there are. */
export function bundleText(
  fhirBase: string,
  found: readonly { subject: Subject; observations: readonly StoredObservation[] }[],
  links: SearchsetLinks,
  total?: number,
  extensions?: EntryExtensions,
): string {
  const link = Object.entries(links).map(([relation, url]) => ({ relation, url: url as string }));
  const head = JSON.stringify({
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total !== undefined && { total }),
    link,
  }).slice(0, -1);
  const entries = found.flatMap(({ subject, observations }) => {
    const before = opening(subject);
    return observations.map(({ id, text }) => {
      const told = extensions?.get(id);
      const extension = told ? `"extension":${JSON.stringify(told)},` : '';
      return `{${extension}"fullUrl":"${fhirBase}/Observation/${id}","resource":${before}${text},"search":{"mode":"match"}}`;
    });
  });
  return entries.length === 0 ? `${head}}` : `${head},"entry":[${entries.join(',')}]}`;
}
