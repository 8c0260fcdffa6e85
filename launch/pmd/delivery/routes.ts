import type { Request, RouteOptions, ServerRoute } from '@hapi/hapi';
import type { PmdCore } from '../core.ts';
import { fhirAnswer } from '../fhir-answer.ts';
import { readObservation } from '../observations/stored-observation.ts';
import { PmdRefusal } from '../pmd-refusal.ts';
import { parse, readEntries } from './bundle-entries.ts';

/** A Bundle of 10 MB was refused at the hackathon of November 2025; there is no documented limit. */
const largest = 10 * 1024 * 1024;

const options: RouteOptions = {
  auth: 'delivery',
  payload: {
    parse: 'gunzip',
    output: 'data',
    maxBytes: largest,
    allow: ['application/fhir+json', 'application/json'],
  },
};

export function deliveryRoutes(core: PmdCore): ServerRoute[] {
  return [bundleRoute(core), createRoute(core)];
}

/** `POST /`: all parsable Observations are saved; the answer has a bare status for each entry and nothing else. */
function bundleRoute(core: PmdCore): ServerRoute {
  return {
    method: 'POST',
    path: '/',
    options,
    handler: async (request, h) => {
      const results = readEntries(textOf(request), core.now());
      await core.observations.save(results.flatMap(({ saved }) => saved ?? []));
      const entry = results.map(({ status }) => ({ response: { status } }));
      const answer = { resourceType: 'Bundle', type: 'batch-response', ...(entry.length > 0 && { entry }) };
      return fhirAnswer(core, request, h, [JSON.stringify(answer)]);
    },
  };
}

/** `POST /Observation`, as the interface of November 2025 lists it. */
function createRoute(core: PmdCore): ServerRoute {
  return {
    method: 'POST',
    path: '/Observation',
    options,
    handler: async (request, h) => {
      const text = textOf(request);
      const observation = readObservation(text, parse(text), { storedAt: core.now() });
      if (!observation) {
        throw new PmdRefusal(
          400,
          'invalid',
          'The resource must be an Observation that names its patient in subject.identifier.value.',
        );
      }
      await core.observations.save([{ observation, replaces: false }]);
      const location = `${core.publicUrl}/Observation/${observation.id}`;
      return h.response(observation.text).code(201).type('application/fhir+json').location(location);
    },
  };
}

function textOf({ payload }: Request): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode((payload as Buffer | null) ?? Buffer.alloc(0));
  } catch {
    throw new PmdRefusal(400, 'invalid', 'The body must be UTF-8.');
  }
}
