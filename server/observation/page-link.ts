import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Grant, PersonIdentifier } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import { parameterError, shownName } from '../fhir/parameters.ts';
import type { DeliveredCursor, ObservationQuery, SearchCursor } from '../store/national-store.ts';

/** Where a search goes on: what was asked, and after which measurement. */
export interface PageState {
  /** Of a source's search, whose token is for no person. */
  person?: PersonIdentifier;
  query: Omit<ObservationQuery, 'allowedCategories' | 'source'>;
  count: number;
  total: number;
  after: SearchCursor;
}

/** Where the list of what a source delivered goes on. */
export interface DeliveredState extends Pick<PageState, 'query' | 'count'> {
  delivered: DeliveredCursor;
}

export interface PageLinks {
  seal(grant: Grant, state: PageState | DeliveredState): string;
  /** Throws 400 unless it was sealed for this person at this issuer, or for this source. */
  open(grant: Grant, sealed: string): PageState | DeliveredState;
}

/** What a request for a further page says. The link holds the whole search: nothing can be added to it. */
export interface PageRequest {
  sealed: string;
  patients: string[];
  identifiers: string[];
}

const withPage = new Set(['_page', '_format', 'patient', 'subject', 'patient.identifier']);

/** Undefined: not a further page. Throws 400 when anything but the patient stands beside `_page`. */
export function parsePage(given: URLSearchParams): PageRequest | undefined {
  const [sealed, ...more] = given.getAll('_page');
  if (sealed === undefined) return undefined;
  if (more.length > 0) throw parameterError('_page', 'may be given only once');
  for (const name of given.keys()) {
    if (!withPage.has(name)) throw parameterError(shownName(name), 'cannot be added to a next link');
  }
  return {
    sealed,
    patients: [...given.getAll('patient'), ...given.getAll('subject')],
    identifiers: given.getAll('patient.identifier'),
  };
}

const nonceLength = 12;
const tagLength = 16;

/**
 * `next` links that can be neither read nor made by anybody else: encrypted and bound to the issuer and patient they were
 * given for (AES-256-GCM with the patient as additional data). A link opens as long as the facade has its key.
 */
export function createPageLinks(tokenKey: Uint8Array): PageLinks {
  const key = new Uint8Array(hkdfSync('sha256', tokenKey, '', 'page-link', 32));
  return {
    seal(grant, state) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(grant));
      const body = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(grant, sealed) {
      try {
        const bytes = Buffer.from(sealed, 'base64url');
        if (bytes.toString('base64url') !== sealed) throw new Error('not what was given');
        const nonce = bytes.subarray(0, nonceLength);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
          .setAAD(boundTo(grant))
          .setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
        const body = Buffer.concat([
          decipher.update(bytes.subarray(nonceLength + tagLength)),
          decipher.final(),
        ]);
        return JSON.parse(body.toString('utf8')) as PageState | DeliveredState;
      } catch {
        throw new FhirError(
          400,
          'value',
          'Parameter "_page" is not a next link that was given for this patient',
          {
            expression: ['_page'],
            reason: 'page-invalid',
          },
        );
      }
    },
  };
}

function boundTo(grant: Grant): Buffer {
  const owner =
    grant.kind === 'source' ? ['source', grant.orgnr] : [grant.iss, grant.person.system, grant.person.value];
  return Buffer.from(JSON.stringify(owner));
}
