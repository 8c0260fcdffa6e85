import type { Plugin, Request } from '@hapi/hapi';
import type { Grant, SourceGrant } from '../access/grant.ts';
import { permitClinician, permitSource, type ClinicianPermit } from '../access/permit.ts';
import { firstDelivered, furtherDelivered } from '../observation/delivered.ts';
import { createPageLinks, parsePage, type PageState } from '../observation/page-link.ts';
import { parseObservationSearch } from '../observation/query.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { firstPage, furtherPage, type Searcher } from '../observation/search.ts';
import { readSourceSearch } from '../observation/source-search.ts';
import { requireDelivering } from '../organizations/delivering.ts';
import type { Organizations } from '../organizations/organizations.ts';
import type { StoreFor } from '../store/national-store.ts';
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
  storeFor: StoreFor;
  organizations: Organizations;
  /** Seals `next` links. */
  tokenKey: Uint8Array;
  /** Epoch milliseconds. */
  now: () => number;
}

/** GET Observation?… and POST Observation/_search: a clinician about the patient, a source about what it delivered. */
export const observationSearch: Plugin<SearchOptions> = {
  name: 'observation-search',
  register(server, { storeFor, organizations, fhirBase, tokenKey, now }) {
    const links = createPageLinks(tokenKey);
    const ofCaller = (grant: Grant) => ({
      store: storeFor(grant),
      links,
      fhirBase,
      address: `${fhirBase}/Observation`,
    });

    const ofClinician = (
      { grant, allowedCategories }: ClinicianPermit,
      given: URLSearchParams,
      strict: boolean,
    ): Promise<string> => {
      const of = ofCaller(grant);
      const searcher = { grant, subject: grant, limits: { ...(allowedCategories && { allowedCategories }) } };
      const page = parsePage(given);
      if (page) {
        requireSamePatient(grant, page.patients, page.identifiers);
        // A clinician is given no other links than these.
        return furtherPage(of, searcher, links.open(grant, page.sealed) as PageState, page.sealed);
      }
      const search = parseObservationSearch(given, strict);
      requireSamePatient(grant, search.patients, search.identifiers);
      return firstPage(of, searcher, search);
    };

    const ofSource = async (grant: SourceGrant, given: URLSearchParams, strict: boolean): Promise<string> => {
      await requireDelivering(organizations, grant.orgnr, now());
      const of = ofCaller(grant);
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
    };

    const answer = (request: Request, given: URLSearchParams): Promise<string> => {
      const grant = grantOf(request);
      return grant.kind === 'source'
        ? ofSource(permitSource(grant, 's'), given, isStrict(request))
        : ofClinician(permitClinician(grant, 's'), given, isStrict(request));
    };

    server.route([
      {
        method: 'GET',
        path: '/fhir/Observation',
        options: { auth: 'facade-token' },
        handler: async (request, h) => fhirResponse(h, await answer(request, queryOf(request))),
      },
      {
        method: 'POST',
        path: '/fhir/Observation/_search',
        options: { auth: 'facade-token', payload: formPayload },
        handler: async (request, h) => fhirResponse(h, await answer(request, formOf(request))),
      },
    ]);
  },
};
