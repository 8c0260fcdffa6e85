import type { Plugin, Request } from '@hapi/hapi';
import type { SourceGrant } from '../access/grant.ts';
import { firstDelivered, furtherDelivered } from '../observation/delivered.ts';
import { createPageLinks, parsePage, type PageState } from '../observation/page-link.ts';
import { parseObservationSearch } from '../observation/query.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { firstPage, furtherPage, type Searcher } from '../observation/search.ts';
import { askedAbout, readSourceSearch } from '../observation/source-search.ts';
import type { Permitted, Read } from '../reading/reading.ts';
import type { ReadAsSource } from '../reading/source-reading.ts';
import { grantOf, isStrict, type Given, type FhirRouteOptions } from './fhir-request.ts';
import { searchRoutes } from './search-routes.ts';
import { readingRequest } from './reading-request.ts';

interface SearchOptions extends FhirRouteOptions {
  read: Read;
  readAsSource: ReadAsSource;
  /** Seals `next` links. */
  tokenKey: Uint8Array;
}

/** GET Observation?… and POST Observation/_search: clinicians and citizens about the patient, a source about what it delivered. */
export const observationSearch: Plugin<SearchOptions> = {
  name: 'observation-search',
  register(server, { read, readAsSource, fhirBase, tokenKey }) {
    const links = createPageLinks(tokenKey);
    const within = { links, fhirBase, address: `${fhirBase}/Observation` };

    const ofReader = async (
      { grant, allowedCategories, store }: Permitted,
      given: URLSearchParams,
      strict: boolean,
    ): Promise<string> => {
      const of = { ...within, store };
      const searcher = { grant, subject: grant, limits: { ...(allowedCategories && { allowedCategories }) } };
      const page = parsePage(given);
      if (page) {
        requireSamePatient(grant, page.patients, page.identifiers);
        // A reader is given no other links than these.
        return furtherPage(of, searcher, links.open(grant, page.sealed) as PageState, page.sealed);
      }
      const search = parseObservationSearch(given, strict);
      requireSamePatient(grant, search.patients, search.identifiers);
      return firstPage(of, searcher, search);
    };

    const ofSource = (
      grant: SourceGrant,
      id: string,
      given: URLSearchParams,
      strict: boolean,
    ): Promise<string> => {
      const about = askedAbout(grant, links, given);
      return readAsSource({ grant, id, person: about }, async (store) => {
        const of = { ...within, store };
        const searcher = (person: Searcher['subject']['person']): Searcher => ({
          grant,
          subject: { person },
          limits: { source: grant.orgnr },
        });
        const page = parsePage(given);
        if (!page) {
          const { person, rest } = readSourceSearch(grant, given);
          const search = parseObservationSearch(rest, strict);
          return person ? firstPage(of, searcher(person), search) : firstDelivered(of, grant, search);
        }
        const state = links.open(grant, page.sealed);
        if ('delivered' in state) return furtherDelivered(of, grant, state, page.sealed);
        const { person, ...rest } = state;
        if (!person) throw new Error('A link of a source names no person');
        return furtherPage(of, searcher(person), rest, page.sealed);
      });
    };

    const answer = async (request: Request, given: Given): Promise<string> => {
      const grant = grantOf(request);
      if (grant.kind === 'source') return ofSource(grant, request.app.id, given(), isStrict(request));
      return read(readingRequest(request, 's', 'search'), (permitted) =>
        ofReader(permitted, given(), isStrict(request)),
      );
    };

    server.route([...searchRoutes('Observation', answer)]);
  },
};
