import type { Plugin, Request } from '@hapi/hapi';
import { permitType } from '../access/permit.ts';
import { FhirError } from '../errors.ts';
import { previewOrder } from '../orders/preview-order.ts';
import { refuseOverlap } from '../orders/refuse-overlap.ts';
import type { Read } from '../reading/reading.ts';
import { fhirResponse, sentResource, smallPayload } from './fhir-request.ts';
import { requireActive, requireClinician, sentOrder } from './sent-order.ts';
import { readingRequest } from './reading-request.ts';

interface PreviewOptions {
  read: Read;
  /** Epoch milliseconds. */
  now: () => number;
}

/** ServiceRequest/$preview: changes nothing, and is logged as the reading of measurements that it is. */
export const orderPreview: Plugin<PreviewOptions> = {
  name: 'order-preview',
  register(server, { read, now }) {
    server.route({
      method: 'POST',
      path: '/fhir/ServiceRequest/$preview',
      options: { auth: 'facade-token', payload: smallPayload },
      handler: (request, h) =>
        read(readingRequest(request, 's', 'statistics'), async (permitted) => {
          const { grant, orders } = permitted;
          const clinician = requireClinician(grant);
          const sent = serviceRequestOf(request);
          const { id } = (sent ?? {}) as { id?: unknown };
          permitType(grant, 'ServiceRequest', id === undefined ? 'c' : 'u');
          const order = sentOrder(sent, grant);
          requireActive(order);
          refuseOverlap(typeof id === 'string' ? id : '', order, orders);
          return fhirResponse(h, await previewOrder(permitted, clinician, order, now()));
        }),
    });
  },
};

/** The only parameter may stand alone (https://hl7.org/fhir/R4/operations.html#executing). */
function serviceRequestOf(request: Request): unknown {
  const sent = sentResource(request);
  const { resourceType, parameter } = (sent ?? {}) as Partial<fhir4.Parameters>;
  if (resourceType !== 'Parameters') return sent;
  const [only, ...others] = Array.isArray(parameter) ? parameter : [];
  if (only?.name === 'resource' && others.length === 0) return only.resource;
  throw new FhirError(400, 'structure', 'Parameters must hold one parameter "resource"', {
    expression: ['Parameters.parameter'],
    reason: 'structure-invalid',
  });
}
