import type { Request } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import type { AccessToken } from '../oauth/tokens.ts';
import { otherPatient, visibility } from './access.ts';
import { FhirRefusal } from './fhir-refusal.ts';
import { search } from './search.ts';

/** 201 and what was kept; 200 and what was there already, for a conditional create. */
export interface Created {
  status: 200 | 201;
  resource: fhir4.FhirResource;
  location: string;
}

/**
 * R4 create, with `If-None-Exist`. Refused: 400 what is no resource of the type, 403 what the scopes do not reach or is
 * about another patient than the launch's, 405 a type that is only read, 412 a condition that more than one meets,
 * 415 other formats, 422 what the record cannot keep.
 */
export function createIn(core: IssuerCore, access: AccessToken, request: Request): Created {
  const type = String(request.params['type']);
  const creation = Object.hasOwn(core.creates, type) ? core.creates[type] : undefined;
  if (!creation) {
    const known = Object.hasOwn(core.holdings, type);
    throw new FhirRefusal(known ? 405 : 404, 'not-supported', `This server creates nothing of type ${type}.`);
  }
  const reaches = visibility(access, type, 'c');
  const resource = creation.check(parse(request, type), access);
  if (!reaches(resource)) throw otherPatient();
  const condition = request.headers['if-none-exist'];
  const own = (core.holdings[type]?.() ?? []).filter(reaches);
  const existing = condition === undefined ? undefined : meeting(core, type, String(condition), own);
  const answered = existing ?? creation.keep(resource);
  const location = `${core.iss}/${type}/${answered.id}`;
  return { status: existing ? 200 : 201, resource: answered, location };
}

function parse({ headers, payload }: Request, type: string): object {
  if (!/^application\/(fhir\+)?json(;|$)/.test(String(headers['content-type']))) {
    throw new FhirRefusal(415, 'not-supported', 'Resources are sent as application/fhir+json.');
  }
  let sent: unknown;
  try {
    sent = JSON.parse((payload as Buffer).toString('utf8'));
  } catch {
    throw new FhirRefusal(400, 'structure', 'The body is not JSON.');
  }
  if ((sent as { resourceType?: unknown } | null)?.resourceType === type) return sent as object;
  throw new FhirRefusal(400, 'structure', `resourceType: must be ${type}, as in the address.`);
}

function meeting(
  core: IssuerCore,
  type: string,
  condition: string,
  own: readonly fhir4.FhirResource[],
): fhir4.FhirResource | undefined {
  const parameters = new URLSearchParams(condition);
  if (parameters.size === 0) throw new FhirRefusal(400, 'invalid', 'If-None-Exist: holds no condition.');
  const { total = 0, entry } = search({ type, parameters, method: 'GET', strict: true }, core.iss, own);
  if (total > 1) throw new FhirRefusal(412, 'multiple-matches', 'If-None-Exist: more than one is there.');
  return own.find(({ id }) => id === entry?.[0]?.resource?.id);
}
