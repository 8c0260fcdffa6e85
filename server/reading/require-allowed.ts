import { decide, type Opening } from '../access/decide.ts';
import type { ReaderGrant } from '../access/grant.ts';
import { refused } from '../access/refused.ts';
import type { Blocks } from '../blocks/blocks.ts';
import type { KnownPractitioners } from '../blocks/known-practitioners.ts';
import type { FollowUps } from '../follow-ups/follow-ups.ts';
import type { Organizations } from '../organizations/organizations.ts';

/** What is asked before anybody sees anything of a person. */
export interface Registers {
  organizations: Organizations;
  blocks: Blocks;
  knownPractitioners: KnownPractitioners;
  followUps: Pick<FollowUps, 'readableUntil'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Whether the organisation, the citizen's blocks and the home follow-up let this reader in, asked anew each time. About citizens all
 * is decided with their scopes (`../access/permit.ts`).
 * @returns the general restriction that was opened, for the log
 * @throws {FhirError} 403 with the reason of the refusal
 */
export async function requireAllowed(
  { organizations, blocks, knownPractitioners, followUps, now }: Registers,
  grant: ReaderGrant,
  opening: Opening | undefined,
): Promise<Opening | undefined> {
  if (grant.kind === 'citizen') return undefined;
  const at = now();
  const { practitioner, organization } = grant;
  const [registered, inForce, readableUntil] = await Promise.all([
    organizations.find(organization.orgnr),
    blocks.inForce(grant.person, at),
    followUps.readableUntil(grant.person),
    knownPractitioners.remember(practitioner, organization, at),
  ]);
  const decision = decide({
    reader: grant,
    organization: registered,
    blocks: inForce,
    readableUntil,
    at,
    ...(opening && { opening }),
  });
  if (!decision.allowed) throw refused(decision.reason);
  return decision.opened;
}
