import type { Plugin, Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { AccessLog } from '../access-log/access-log.ts';
import { asCitizen } from '../access-log/refusals.ts';
import type { CitizenGrant } from '../access/grant.ts';
import type { ScopeLetter } from '../access/scope.ts';
import type { Block, Blocks } from '../blocks/blocks.ts';
import { consentHistory, consentSearchset } from '../blocks/consent-bundles.ts';
import { parseConsentSearch } from '../blocks/consent-search.ts';
import { toConsent } from '../blocks/consent.ts';
import { readConsent } from '../blocks/read-consent.ts';
import { FhirError } from '../errors.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { selfLink } from '../observation/searchset.ts';
import {
  fhirResponse,
  grantOf,
  idOf,
  ifMatchOf,
  isStrict,
  prefersMinimal,
  requireSameId,
  sentResource,
  smallPayload,
  versionResponse,
  type Given,
  type FhirRouteOptions,
} from './fhir-request.ts';
import { noSuchVersion, notFound } from './not-found.ts';
import { searchRoutes } from './search-routes.ts';

interface ConsentOptions extends FhirRouteOptions {
  blocks: Blocks;
  accessLog: AccessLog;
  /** Epoch milliseconds. */
  now: () => number;
}

type Action = 'consent-read' | 'consent-changed';
/** What is done once the scope is there: it is told whose blocks, and when to write the entry in their log. */
type Work<T> = (grant: CitizenGrant, logged: () => Promise<void>) => Promise<T>;
type Decide = <T>(request: Request, action: Action, letter: ScopeLetter, work: Work<T>) => Promise<T>;

const options = { auth: 'facade-token' };

/** A citizen's own blocks as Consent. Nothing is answered, and nothing changed, that the access log has not been told. */
export const consent: Plugin<ConsentOptions> = {
  name: 'consent',
  register(server, consentOptions) {
    const { accessLog, now } = consentOptions;
    const decide: Decide = (request, action, letter, work) => {
      const asked = { type: 'Consent' as const, letter, action, occurred: now(), request: request.app.id };
      return asCitizen(accessLog, grantOf(request), asked, work);
    };
    server.route([...readingRoutes(consentOptions, decide), ...changingRoutes(consentOptions, decide)]);
  },
};

function readingRoutes({ blocks, fhirBase }: ConsentOptions, decide: Decide): ServerRoute[] {
  const search = (request: Request, given: Given) =>
    decide(request, 'consent-read', 's', async (grant, logged) => {
      const asked = parseConsentSearch(given(), isStrict(request));
      requireSamePatient(grant, asked.patients, asked.identifiers);
      const found = (await blocks.all(grant.person)).filter(asked.matches);
      await logged();
      const self = selfLink(`${fhirBase}/Consent`, grant.patient, asked.applied, asked.ignored);
      return consentSearchset(found, grant, fhirBase, self);
    });
  const versionsOf = (request: Request) =>
    decide(request, 'consent-read', 'r', async (grant, logged) => {
      const versions = await blocks.history(grant.person, idOf(request));
      if (versions.length === 0) throw notFound('Consent');
      await logged();
      return { grant, versions };
    });
  return [
    ...searchRoutes('Consent', search),
    {
      method: 'GET',
      path: '/fhir/Consent/{id}',
      options,
      handler: (request, h) =>
        decide(request, 'consent-read', 'r', async (grant, logged) => {
          const block = await blocks.read(grant.person, idOf(request));
          if (!block) throw notFound('Consent');
          await logged();
          return consentResponse(h, grant, block);
        }),
    },
    {
      method: 'GET',
      path: '/fhir/Consent/{id}/_history',
      options,
      handler: async (request, h) => {
        const { grant, versions } = await versionsOf(request);
        return fhirResponse(h, consentHistory(versions, grant, fhirBase));
      },
    },
    {
      method: 'GET',
      path: '/fhir/Consent/{id}/_history/{version}',
      options,
      handler: async (request, h) => {
        const { grant, versions } = await versionsOf(request);
        const found = versions.find(({ version }) => String(version) === request.params.version);
        if (!found) throw noSuchVersion('Consent');
        return consentResponse(h, grant, found);
      },
    },
  ];
}

function changingRoutes({ blocks, fhirBase, now }: ConsentOptions, decide: Decide): ServerRoute[] {
  const changed = (request: Request, h: ResponseToolkit, grant: CitizenGrant, block: Block) =>
    consentResponse(h, grant, block, prefersMinimal(request)).header(
      'Location',
      `${fhirBase}/Consent/${block.id}/_history/${block.version}`,
    );
  return [
    {
      method: 'POST',
      path: '/fhir/Consent',
      options: { ...options, payload: smallPayload },
      handler: (request, h) =>
        decide(request, 'consent-changed', 'c', async (grant, logged) => {
          const { status, ...block } = readConsent(sentResource(request), grant, now());
          if (status !== 'active') throw bornWithdrawn();
          const made = await blocks.make(grant.person, { ...block, madeBy: grant.actor }, logged);
          return changed(request, h, grant, made).code(201);
        }),
    },
    {
      method: 'PUT',
      path: '/fhir/Consent/{id}',
      options: { ...options, payload: smallPayload },
      handler: (request, h) =>
        decide(request, 'consent-changed', 'u', async (grant, logged) => {
          const sent = sentResource(request);
          const change = { ...readConsent(sent, grant, now()), madeBy: grant.actor };
          requireSameId(request, 'Consent', sent);
          const block = await blocks.change(grant.person, idOf(request), ifMatchOf(request), change, logged);
          if (!block) throw notFound('Consent');
          return changed(request, h, grant, block);
        }),
    },
    {
      method: 'DELETE',
      path: '/fhir/Consent/{id}',
      options,
      handler: (request, h) =>
        decide(request, 'consent-changed', 'd', async (grant, logged) => {
          const { person, actor } = grant;
          const block = await blocks.withdraw(person, idOf(request), ifMatchOf(request), actor, logged);
          if (!block) throw notFound('Consent');
          return h.response().code(204).header('ETag', `W/"${block.version}"`);
        }),
    },
  ];
}

function consentResponse(
  h: ResponseToolkit,
  grant: CitizenGrant,
  block: Block,
  minimal = false,
): ResponseObject {
  const { version, lastUpdated } = block;
  return versionResponse(h, minimal ? '' : toConsent(block, grant), { version, received: lastUpdated });
}

function bornWithdrawn(): FhirError {
  return new FhirError(422, 'value', 'Consent.status must be active when a Consent is made', {
    expression: ['Consent.status'],
    reason: 'value-not-supported',
  });
}
