import type { Plugin, Request } from '@hapi/hapi';
import { permitClinician, type ClinicianPermit } from '../access/permit.ts';
import { createPageLinks, parsePage, type PageState } from '../observation/page-link.ts';
import { parseObservationSearch } from '../observation/query.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { searchsetText, selfLink } from '../observation/searchset.ts';
import type { NationalStore, ObservationQuery } from '../store/national-store.ts';
import {
  fhirResponse,
  formOf,
  formPayload,
  grantOf,
  isStrict,
  queryOf,
  type FhirRouteOptions,
} from './fhir-request.ts';

interface SearchOptions extends FhirRouteOptions {
  store: NationalStore;
  /** Seals `next` links. */
  tokenKey: Uint8Array;
}

type FirstPage = Pick<PageState, 'query' | 'count'>;

/** GET Observation?… and POST Observation/_search. */
export const observationSearch: Plugin<SearchOptions> = {
  name: 'observation-search',
  register(server, { store, fhirBase, tokenKey }) {
    const links = createPageLinks(tokenKey);

    const answer = async (
      given: URLSearchParams,
      strict: boolean,
      permit: ClinicianPermit,
    ): Promise<string> => {
      const page = parsePage(given);
      if (!page) return firstPage(given, strict, permit);
      requireSamePatient(permit.grant, page.patients, page.identifiers);
      const { sealed } = page;
      return pageText(permit, links.open(permit.grant, sealed), `${fhirBase}/Observation?_page=${sealed}`);
    };

    const firstPage = async (
      given: URLSearchParams,
      strict: boolean,
      permit: ClinicianPermit,
    ): Promise<string> => {
      const { grant } = permit;
      const search = parseObservationSearch(given, strict);
      requireSamePatient(grant, search.patients, search.identifiers);
      const self = selfLink(`${fhirBase}/Observation`, grant.patient, search.applied, search.ignored);
      if (!search.summary) return pageText(permit, { query: search.query, count: search.count }, self);
      const total = await store.count(grant.person, allowed(permit, search.query));
      return searchsetText(grant, fhirBase, { observations: [], total }, { self });
    };

    /** A first page that holds everything has been counted; otherwise the total is counted once and travels in the links. */
    const pageText = async (
      permit: ClinicianPermit,
      page: FirstPage | PageState,
      self: string,
    ): Promise<string> => {
      const { grant } = permit;
      const query = allowed(permit, page.query);
      const after = 'after' in page ? { after: page.after } : {};
      const { observations, next: cursor } = await store.search(grant.person, query, {
        count: page.count,
        ...after,
      });
      if (!cursor) {
        const total = 'total' in page ? page.total : observations.length;
        return searchsetText(grant, fhirBase, { observations, total }, { self });
      }
      const total = 'total' in page ? page.total : await store.count(grant.person, query);
      const sealed = links.seal(grant, { query: page.query, count: page.count, total, after: cursor });
      const next = `${fhirBase}/Observation?_page=${sealed}`;
      return searchsetText(grant, fhirBase, { observations, total }, { self, next });
    };

    const permit = (request: Request) => permitClinician(grantOf(request), 's');
    server.route([
      {
        method: 'GET',
        path: '/fhir/Observation',
        options: { auth: 'facade-token' },
        handler: async (request, h) =>
          fhirResponse(h, await answer(queryOf(request), isStrict(request), permit(request))),
      },
      {
        method: 'POST',
        path: '/fhir/Observation/_search',
        options: { auth: 'facade-token', payload: formPayload },
        handler: async (request, h) =>
          fhirResponse(h, await answer(formOf(request), isStrict(request), permit(request))),
      },
    ]);
  },
};

/** What was asked for, within what the scopes allow. */
function allowed({ allowedCategories }: ClinicianPermit, query: PageState['query']): ObservationQuery {
  return { ...query, ...(allowedCategories && { allowedCategories }) };
}
