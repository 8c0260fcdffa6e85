import { readFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import { sources } from '#fixtures/sources.ts';
import type { SourceCredentials } from './access-token.ts';
import type { BundleText } from './bundle-text.ts';
import type { DeliveryConfig } from './config.ts';
import { UsageError } from './delivery-error.ts';

export interface ChosenSource extends SourceCredentials {
  /** Name and number for people. */
  label: string;
}

const organizationNumber = 'urn:oid:2.16.578.1.12.4.1.4.101';

/**
 * The source to deliver as: the registered client of SOURCE_KEY_FILE and SOURCE_CLIENT_ID, else the sandbox source
 * that `orgnr` names, else the only organisation among the Bundle's performers. Throws a UsageError naming the choices.
 */
export async function chooseSource(
  bundle: BundleText,
  orgnr: string | undefined,
  { keyFile, clientId }: DeliveryConfig,
): Promise<ChosenSource> {
  if (keyFile || clientId) return registeredSource(keyFile, clientId);
  const named = orgnr ? [orgnr] : deliveringOrganizations(bundle);
  const source = named.length === 1 ? sources.find((candidate) => candidate.orgnr === named[0]) : undefined;
  if (!source) throw new UsageError(`${problem(orgnr, named)}; ${choices()}`);
  return {
    clientId: source.client_id,
    privateJwk: { ...source.private_jwk },
    label: `${source.name} (${source.orgnr})`,
  };
}

async function registeredSource(
  keyFile: string | undefined,
  clientId: string | undefined,
): Promise<ChosenSource> {
  if (!keyFile || !clientId) throw new UsageError('SOURCE_KEY_FILE and SOURCE_CLIENT_ID go together');
  try {
    return { clientId, privateJwk: JSON.parse(await readFile(keyFile, 'utf8')) as JWK, label: clientId };
  } catch (error) {
    const { code = 'not JSON' } = error as NodeJS.ErrnoException;
    throw new UsageError(`SOURCE_KEY_FILE cannot be read as a JWK: ${code}`);
  }
}

/** The organisation numbers that the Bundle's Observations name among their performers. */
export function deliveringOrganizations({ entries }: BundleText): string[] {
  const numbers = new Set<string>();
  for (const entry of entries) {
    const { resource } = (JSON.parse(entry) ?? {}) as { resource?: Partial<fhir4.Observation> };
    const performers = Array.isArray(resource?.performer) ? resource.performer : [];
    for (const performer of performers as (fhir4.Reference | null)[]) {
      const identifier = performer?.identifier;
      if (identifier?.system === organizationNumber && identifier.value) numbers.add(identifier.value);
    }
  }
  return [...numbers];
}

function problem(orgnr: string | undefined, named: readonly string[]): string {
  if (orgnr) return `${orgnr} is not a source of the sandbox`;
  if (named.length === 0) return 'the Bundle names no organisation among its performers';
  if (named.length === 1) return `the Bundle names ${named[0]}, which is not a source of the sandbox`;
  return `the Bundle names several organisations: ${named.join(', ')}`;
}

function choices(): string {
  return `say which with --source: ${sources.map(({ orgnr, name }) => `${orgnr} (${name})`).join(', ')}`;
}
