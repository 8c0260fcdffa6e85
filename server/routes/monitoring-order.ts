import type { Plugin, Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { ReaderGrant } from '../access/grant.ts';
import { requireReader } from '../access/permit.ts';
import type { ScopeLetter } from '../access/scope.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import { FhirError } from '../errors.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { selfLink } from '../observation/searchset.ts';
import { orderHistory, orderSearchset } from '../orders/order-bundles.ts';
import { parseOrderSearch } from '../orders/order-search.ts';
import { standing, type MonitoringOrders } from '../orders/orders.ts';
import { toServiceRequest } from '../orders/order-resource.ts';
import type { Act } from '../reading/acting.ts';
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
import { openingOf } from './reading-request.ts';
import { requireActive, sentOrder } from './sent-order.ts';

interface ServiceRequestOptions extends FhirRouteOptions {
  orders: MonitoringOrders;
  act: Act;
}

type Work<T> = (grant: ReaderGrant, logged: () => Promise<void>) => Promise<T>;

const options = { auth: 'facade-token' };

/** The patient's monitoring orders. Nothing is answered, and nothing changed, that the access log has not been told. */
export const serviceRequest: Plugin<ServiceRequestOptions> = {
  name: 'monitoring-order',
  register(server, given) {
    server.route([...readingRoutes(given), ...changingRoutes(given)]);
  },
};

function actOn<T>(act: Act, request: Request, letter: ScopeLetter, work: Work<T>): Promise<T> {
  const grant = requireReader(grantOf(request), letter, 'ServiceRequest');
  const opening = openingOf(request);
  const action = letter === 'r' || letter === 's' ? 'order-read' : 'order-changed';
  const asked = { grant, type: 'ServiceRequest' as const, letter, action, id: request.app.id } as const;
  return act({ ...asked, ...(opening && { opening }) }, (logged) => work(grant, logged));
}

function readingRoutes({ orders, act, fhirBase }: ServiceRequestOptions): ServerRoute[] {
  const search = (request: Request, given: Given) =>
    actOn(act, request, 's', async (grant, logged) => {
      const asked = parseOrderSearch(given(), isStrict(request));
      requireSamePatient(grant, asked.patients, asked.identifiers);
      const found = standing(await orders.versions(grant.person)).filter(asked.matches);
      await logged();
      const self = selfLink(`${fhirBase}/ServiceRequest`, grant.patient, asked.applied, asked.ignored);
      return orderSearchset(found, grant, fhirBase, self);
    });
  /** @param version absent: all of them, newest first */
  const versionsOf = (request: Request) =>
    actOn(act, request, 'r', async (grant, logged) => {
      const versions = await orders.versions(grant.person);
      const found = versions.filter(({ id }) => id === idOf(request)).sort((a, b) => b.version - a.version);
      if (found.length === 0) throw notFound('ServiceRequest');
      await logged();
      return { grant, found };
    });
  return [
    ...searchRoutes('ServiceRequest', search),
    {
      method: 'GET',
      path: '/fhir/ServiceRequest/_history',
      options,
      handler: (request, h) =>
        actOn(act, request, 's', async (grant, logged) => {
          const versions = await orders.versions(grant.person);
          await logged();
          return fhirResponse(h, orderHistory(versions, grant, fhirBase));
        }),
    },
    {
      method: 'GET',
      path: '/fhir/ServiceRequest/{id}',
      options,
      handler: async (request, h) => {
        const { grant, found } = await versionsOf(request);
        return orderResponse(h, grant, found[0] ?? missing());
      },
    },
    {
      method: 'GET',
      path: '/fhir/ServiceRequest/{id}/_history',
      options,
      handler: async (request, h) => {
        const { grant, found } = await versionsOf(request);
        return fhirResponse(h, orderHistory(found, grant, fhirBase));
      },
    },
    {
      method: 'GET',
      path: '/fhir/ServiceRequest/{id}/_history/{version}',
      options,
      handler: async (request, h) => {
        const { grant, found } = await versionsOf(request);
        const version = found.find((each) => String(each.version) === request.params.version);
        return orderResponse(h, grant, version ?? missing(noSuchVersion('ServiceRequest')));
      },
    },
  ];
}

function changingRoutes({ orders, act, fhirBase }: ServiceRequestOptions): ServerRoute[] {
  const changed = (request: Request, h: ResponseToolkit, grant: ReaderGrant, order: OrderVersion) =>
    orderResponse(h, grant, order, prefersMinimal(request)).header(
      'Location',
      `${fhirBase}/ServiceRequest/${order.id}/_history/${order.version}`,
    );
  return [
    {
      method: 'POST',
      path: '/fhir/ServiceRequest',
      options: { ...options, payload: smallPayload },
      handler: (request, h) =>
        actOn(act, request, 'c', async (grant, logged) => {
          const order = sentOrder(sentResource(request), grant);
          requireActive(order);
          return changed(request, h, grant, await orders.make(grant.person, order, logged)).code(201);
        }),
    },
    {
      method: 'PUT',
      path: '/fhir/ServiceRequest/{id}',
      options: { ...options, payload: smallPayload },
      handler: (request, h) =>
        actOn(act, request, 'u', async (grant, logged) => {
          const sent = sentResource(request);
          const change = sentOrder(sent, grant);
          requireSameId(request, 'ServiceRequest', sent);
          const version = ifMatchOf(request) ?? needsIfMatch();
          const order = await orders.change(grant.person, idOf(request), version, change, logged);
          return changed(request, h, grant, order ?? missing());
        }),
    },
  ];
}

function orderResponse(
  h: ResponseToolkit,
  grant: ReaderGrant,
  order: OrderVersion,
  minimal = false,
): ResponseObject {
  const { version, lastUpdated } = order;
  return versionResponse(h, minimal ? '' : toServiceRequest(order, grant), {
    version,
    received: lastUpdated,
  });
}

function missing(error = notFound('ServiceRequest')): never {
  throw error;
}

/** RFC 6585: two who change an order at once must not overwrite each other unseen. */
function needsIfMatch(): never {
  throw new FhirError(428, 'required', 'Header "If-Match" must name the version that is changed: W/"n"', {
    expression: ['http.If-Match'],
    reason: 'if-match-required',
  });
}
