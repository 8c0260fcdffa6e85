import type { NationalControl } from '../national/control.ts';
import type { AddressFault } from './fault-ids.ts';
import type { Directory } from './directory.ts';
import type { EhrKeys } from './keys.ts';
import type { AuthenticateClient } from './oauth/client-authentication.ts';
import type { ClientRegister } from './oauth/clients.ts';
import type { Launches } from './oauth/launch-context.ts';
import type { Tokens } from './oauth/tokens.ts';

/** What every route of the EHR shares. */
export interface EhrCore {
  /** Where the EHR is reached, without a trailing slash. */
  url: string;
  /** The FHIR base: the `iss` of launches, the `aud` of authorizations and the OpenID issuer. */
  iss: string;
  now: () => number;
  keys: EhrKeys;
  directory: Directory;
  clients: ClientRegister;
  launches: Launches;
  tokens: Tokens;
  authenticate: AuthenticateClient;
  /** The app's origin, once it is known. */
  app(): string | undefined;
  /** The origin where the app suffers from the fault. Undefined when this EHR runs without them. */
  appWithFault(fault: AddressFault): Promise<string | undefined>;
  /** HelseID and PMD; undefined when the sandbox runs without them. */
  national(): NationalControl | undefined;
  /** Runs when the EHR stops; answers still held back are let go. */
  onStop(release: () => void): void;
}
