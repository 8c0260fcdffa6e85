import type { PersonIdentifier } from '../../access/grant.ts';
import { malformed } from '../remote/failures.ts';
import type { Guard } from '../remote/resilience/guard.ts';
import type { Answered, FhirClient, SearchParameters } from './fhir-client.ts';
import type { FhirServerSettings } from './keys.ts';
import { names, nextPage } from './next-page.ts';
import { matchesIn, type Match } from './searchset.ts';

/** What searches at the server are made with. */
export interface FhirServer {
  settings: FhirServerSettings;
  client: FhirClient;
  guard: Guard;
}

const pageSize = 500;
const mostPages = 1000;
/** Characters of all pages together. */
const mostText = 256 * 1024 * 1024;

/**
 * All pages of a search, each only when it is whole: a page that failed is asked for again by itself. Fails unless they
 * are all there.
 * @param person about whom is asked: the number is in no address, unless searches are to be sent by GET
 */
export async function* searchPages(
  { settings, client, guard }: FhirServer,
  resourceType: string,
  parameters: SearchParameters,
  person: PersonIdentifier,
  signal?: AbortSignal,
): AsyncGenerator<Match[]> {
  const seen = new Set<string>();
  const found = new Distinct();
  let read = 0;
  let total: unknown;
  let ask = (attempt: AbortSignal): Promise<Answered> =>
    client.search(resourceType, { ...parameters, _count: String(pageSize) }, attempt);
  for (;;) {
    const answer = await guard.run(ask, { repeatable: true, signal });
    const matches = matchesIn(answer, resourceType);
    for (const { resource } of matches) found.add(resource.id);
    yield matches;
    const next = nextPage(answer.resource, settings.url);
    total = answer.resource.total ?? total;
    if (!next) {
      if (typeof total === 'number' && total > found.size)
        throw malformed('holds fewer entries than its total');
      return;
    }
    read += answer.text.length;
    if (seen.has(next.href)) throw malformed('goes in a circle from page to page');
    if (seen.add(next.href).size >= mostPages || read > mostText) throw malformed('has too many pages');
    ask = askingFor(next);
  }

  function askingFor(next: URL): typeof ask {
    if (settings.search === 'get' || !names(next, person.value)) {
      return (attempt) => client.page(next, attempt);
    }
    // The server has put the number into the address of its next page: the same question can be asked by POST.
    const ofType = [resourceType, `${resourceType}/_search`];
    const query = next.search.slice(1);
    if (!ofType.some((path) => next.pathname === new URL(`${settings.url}/${path}`).pathname)) {
      throw malformed('goes on at an address that names the person');
    }
    return (attempt) => client.searchByQuery(resourceType, query, attempt);
  }
}

/** How many resources, each counted once however often it comes. */
class Distinct {
  readonly #ids = new Set<unknown>();
  #without = 0;

  add(id: unknown): void {
    if (id === undefined) this.#without++;
    else this.#ids.add(id);
  }

  get size(): number {
    return this.#ids.size + this.#without;
  }
}

/** A value of a token parameter: what is syntax in it is escaped (https://hl7.org/fhir/R4/search.html#escaping). */
export function token({ system, value }: { system?: string | undefined; value: string }): string {
  const escaped = (text: string) => text.replace(/[\\,|$]/g, '\\$&');
  return system === undefined || system === '' ? escaped(value) : `${escaped(system)}|${escaped(value)}`;
}
