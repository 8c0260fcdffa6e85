import type { Plugin, Request } from '@hapi/hapi';
import { permitClinician, type ClinicianPermit } from '../access/permit.ts';
import { createPageLinks, parsePage, type PageState } from '../observation/page-link.ts';
import { parseObservationSearch } from '../observation/query.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { searchsetText, selfLink } from '../observation/searchset.ts';
import type { NationalStore } from '../store/national-store.ts';
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
      const { grant, allowedCategories } = permit;
      const search = parseObservationSearch(given, strict);
      requireSamePatient(grant, search.patients, search.identifiers);
      const self = selfLink(`${fhirBase}/Observation`, grant.patient, search.applied, search.ignored);
      const total = await store.count(grant.person, {
        ...search.query,
        ...(allowedCategories && { allowedCategories }),
      });
      return search.summary
        ? searchsetText(grant, fhirBase, { observations: [], total }, { self })
        : pageText(permit, { query: search.query, count: search.count, total }, self);
    };

    const pageText = async (
      { grant, allowedCategories }: ClinicianPermit,
      { query, count, total, after }: Omit<PageState, 'after'> & Partial<Pick<PageState, 'after'>>,
      self: string,
    ): Promise<string> => {
      const { observations, next } = await store.search(
        grant.person,
        { ...query, ...(allowedCategories && { allowedCategories }) },
        { count, ...(after && { after }) },
      );
      const sealed = next && links.seal(grant, { query, count, total, after: next });
      return searchsetText(
        grant,
        fhirBase,
        { observations, total },
        {
          self,
          ...(sealed && { next: `${fhirBase}/Observation?_page=${sealed}` }),
        },
      );
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
