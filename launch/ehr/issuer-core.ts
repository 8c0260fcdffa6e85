import type { EhrKeys } from './keys.ts';
import type { AuthenticateClient } from './oauth/client-authentication.ts';
import type { ClientRegister } from './oauth/clients.ts';
import type { Launches } from './oauth/launch-context.ts';
import type { AccessToken, Tokens } from './oauth/tokens.ts';

/** What a SMART issuer says it does, beside its endpoints. */
export interface IssuerProfile {
  scopes: readonly string[];
  capabilities: readonly string[];
}

/** How resources of one type are written by apps. */
export interface Creation {
  /** Refuses (400, 422) what cannot be kept, naming the element and the rule; answers it typed. */
  check(sent: object, access: AccessToken): fhir4.FhirResource;
  /** Keeps what was checked, under an id of its own, and answers it as it is kept. */
  keep(resource: fhir4.FhirResource): fhir4.FhirResource;
}

/** What the authorization server and the FHIR server of any issuer share, whoever logs in there. */
export interface IssuerCore {
  /** Where the issuer is reached, without a trailing slash. */
  url: string;
  /** The FHIR base: the `iss` of launches, the `aud` of authorizations and the OpenID issuer. */
  iss: string;
  now: () => number;
  keys: EhrKeys;
  profile: IssuerProfile;
  /** Every resource by its type; what is no type here is not served. */
  holdings: Readonly<Record<string, () => readonly fhir4.FhirResource[]>>;
  /** The types of which apps may create resources, where their scopes reach it. */
  creates: Readonly<Record<string, Creation>>;
  clients: ClientRegister;
  launches: Launches;
  tokens: Tokens;
  authenticate: AuthenticateClient;
  /** The app's origin, once it is known. */
  app(): string | undefined;
  /** Runs when the issuer stops; answers still held back are let go. */
  onStop(release: () => void): void;
}
