import type { Plugin } from '@hapi/hapi';
import type { AccessLog } from '../access-log/access-log.ts';
import { asCitizen } from '../access-log/refusals.ts';
import type { KnownPractitioners } from '../blocks/known-practitioners.ts';
import { practitionerSearchset } from '../blocks/practitioner-searchset.ts';
import { parameterError, refuseUnknown, requireJsonFormat, shownName } from '../fhir/parameters.ts';
import { selfLink } from '../observation/searchset.ts';
import { holdsPersonNumber } from '../person/person-number-in-text.ts';
import { fhirResponse, grantOf, isStrict, queryOf, type FhirRouteOptions } from './fhir-request.ts';

const known = ['name', '_format'];
const isKnown = (name: string) => known.includes(name);
const longestText = 100;

interface PractitionerOptions extends FhirRouteOptions {
  practitioners: KnownPractitioners;
  accessLog: AccessLog;
  /** Epoch milliseconds. */
  now: () => number;
}

/** GET Practitioner?name=…: a citizen who may make blocks finds whom to block, by name and workplace. It is about no patient. */
export const practitionerSearch: Plugin<PractitionerOptions> = {
  name: 'practitioner-search',
  register(server, { practitioners, accessLog, now, fhirBase }) {
    server.route({
      method: 'GET',
      path: '/fhir/Practitioner',
      options: { auth: 'facade-token' },
      handler: (request, h) => {
        const about = { action: 'consent-read', occurred: now(), request: request.app.id } as const;
        const asked = { type: 'Consent', letter: 'c', ...about } as const;
        return asCitizen(accessLog, grantOf(request), asked, async () => {
          const given = queryOf(request);
          const unknown = [...new Set(given.keys())].filter((name) => !isKnown(name));
          for (const name of unknown) refuseUnknown(name, isKnown, isStrict(request));
          requireJsonFormat(given.get('_format') ?? 'json');
          const name = readName(given.getAll('name'));
          const answer = await practitioners.find(name);
          const ignored = [...new Set(unknown.map(shownName))];
          const self = selfLink(`${fhirBase}/Practitioner`, undefined, [['name', name]], ignored);
          return fhirResponse(h, practitionerSearchset(answer, fhirBase, self));
        });
      },
    });
  },
};

/** Enough of a name that the answer is not simply who comes first. */
function readName([name, ...more]: string[]): string {
  if (name === undefined) throw parameterError('name', 'is required', 'parameter-missing');
  if (more.length > 0) throw parameterError('name', 'may be given only once');
  if (name.length > longestText) throw parameterError('name', `is longer than ${longestText} characters`);
  if (!/[\p{L}\p{N}]{2}/u.test(name)) throw parameterError('name', 'must hold at least two letters together');
  if (holdsPersonNumber(name)) throw parameterError('name', 'must not hold a national number');
  return name;
}
