import { bearerToken } from '../oauth/authorization-header.ts';
import type { LaunchContext } from '../oauth/launch-context.ts';
import { parseResourceScope } from '../oauth/scopes.ts';
import type { ResourceScope } from '../oauth/scopes.ts';
import type { AccessToken, Tokens } from '../oauth/tokens.ts';
import { patientOf } from './compartment.ts';
import { FhirRefusal } from './fhir-refusal.ts';

/** SMART letters: `c` create, `r` read, `s` search. */
export type Interaction = 'c' | 'r' | 's';

const verbs: Record<Interaction, string> = { c: 'creating', r: 'reading', s: 'searching' };

const aboutPatients = [
  'Patient',
  'RelatedPerson',
  'Encounter',
  'Condition',
  'Observation',
  'DocumentReference',
];

const realm = 'Bearer realm="sandbox-ehr"';

/** The token of a request, valid now. Throws 401 with the challenge RFC 6750 prescribes. */
export function authenticate(tokens: Tokens, authorization: string | undefined): AccessToken {
  if (authorization === undefined) throw new FhirRefusal(401, 'login', 'An access token is needed.', realm);
  const access = tokens.findAccess(bearerToken(authorization) ?? '');
  if (access) return access;
  const description = 'The access token is unknown, expired or revoked.';
  throw new FhirRefusal(
    401,
    'login',
    description,
    `${realm}, error="invalid_token", error_description="${description}"`,
  );
}

/** What the token may see of one resource type; throws 403 when its scopes do not reach the interaction at all. */
export function visibility(
  access: AccessToken,
  type: string,
  interaction: Interaction,
): (resource: fhir4.FhirResource) => boolean {
  const { context } = access.authorization;
  const reaching = access.scopes
    .flatMap((text) => parseResourceScope(text) ?? [])
    .filter((scope) => scope.type === type || scope.type === '*')
    .filter((scope) => scope.permissions.includes(interaction));
  if (reaching.length === 0) throw insufficientScope(type, interaction);
  return (resource) => reaching.some((scope) => allows(scope, resource, context));
}

function insufficientScope(type: string, interaction: Interaction): FhirRefusal {
  const level = aboutPatients.includes(type) ? 'patient' : 'user';
  const challenge = `${realm}, error="insufficient_scope", scope="${level}/${type}.${interaction}"`;
  const told = `The token’s scope does not reach ${verbs[interaction]} ${type}.`;
  return new FhirRefusal(403, 'forbidden', told, challenge);
}

export function otherPatient(): FhirRefusal {
  const challenge = `${realm}, error="insufficient_scope"`;
  return new FhirRefusal(403, 'forbidden', 'The token is bound to another patient.', challenge);
}

function allows(
  scope: ResourceScope,
  resource: fhir4.FhirResource,
  context: LaunchContext | undefined,
): boolean {
  const inReach = scope.level !== 'patient' || withinCompartment(resource, context?.patient);
  return inReach && scope.query.every(([, value]) => hasCategory(resource, value));
}

/** Resources about no patient (practitioners, organisations) are outside every compartment, and free to a patient scope. */
function withinCompartment(resource: fhir4.FhirResource, patient: string | undefined): boolean {
  const about = patientOf(resource);
  return patient !== undefined && (about === undefined || about === patient);
}

/** Token search on `category`: `system|code` or `code`; a comma means or. */
export function hasCategory(resource: fhir4.FhirResource, value: string): boolean {
  if (resource.resourceType !== 'Observation') return false;
  const codings = (resource.category ?? []).flatMap(({ coding }) => coding ?? []);
  return value
    .split(',')
    .some((token) => codings.some((coding) => matchesToken(token, coding.system, coding.code)));
}

/** FHIR token search: `code` in any system, `system|code`, `system|` any code, `|code` without system. */
export function matchesToken(token: string, system: string | undefined, code: string | undefined): boolean {
  const bar = token.indexOf('|');
  if (bar < 0) return code === token;
  const [wantedSystem, wantedCode] = [token.slice(0, bar), token.slice(bar + 1)];
  if ((system ?? '') !== wantedSystem) return false;
  return wantedCode === '' ? wantedSystem !== '' : code === wantedCode;
}
