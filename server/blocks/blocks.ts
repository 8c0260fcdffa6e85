import type { CitizenGrant, PersonIdentifier } from '../access/grant.ts';

/** Whom the citizen keeps out. */
export type Blocked =
  | { kind: 'clinician'; hpr: string; name: string }
  | { kind: 'organization'; orgnr: string; name: string }
  /** A general restriction: all health personnel, until it is opened with consent or in an emergency. */
  | { kind: 'everyone' };

export interface Block {
  id: string;
  version: number;
  blocked: Blocked;
  /** Epoch milliseconds, half-open; absent `to`: until it is withdrawn. */
  from: number;
  to?: number;
  status: 'active' | 'withdrawn';
  /** Who made it: the citizen, or who may act for them. */
  madeBy: CitizenGrant['actor'];
  /** Of this version, epoch milliseconds. */
  lastUpdated: number;
}

export type NewBlock = Pick<Block, 'blocked' | 'from' | 'to' | 'madeBy'>;

/** A block as it is to stand. */
export type BlockChange = Pick<Block, 'blocked' | 'from' | 'to' | 'status' | 'madeBy'>;

/**
 * Runs when everything is written and nothing committed: when it rejects, nothing has changed. Here goes the entry in the
 * access log. It has no connection of the change's to write with.
 */
export type BeforeCommit = () => Promise<void>;

/**
 * The citizen's own restrictions on who may see their measurements. Nothing is ever deleted: versions are kept.
 * Rejects with FhirError 503 or 504 (`blocks-unavailable`) when the database cannot be reached.
 */
export interface Blocks {
  /**
   * What holds at this instant, asked of the database each time: a block counts from the next request on, at every facade.
   * @param at now, epoch milliseconds
   */
  inForce(person: PersonIdentifier, at: number): Promise<Block[]>;
  /** The newest version of every block, withdrawn ones too, newest first. At most {@link mostBlocks}. */
  all(person: PersonIdentifier): Promise<Block[]>;
  read(person: PersonIdentifier, id: string): Promise<Block | undefined>;
  /** Every version, newest first; empty when there is none of this person. */
  history(person: PersonIdentifier, id: string): Promise<Block[]>;
  /** @throws {FhirError} 422 `too-many-blocks` */
  make(person: PersonIdentifier, block: NewBlock, beforeCommit?: BeforeCommit): Promise<Block>;
  /**
   * A new version of the block.
   * @param version the one it replaces; another stands there: FhirError 412 `version-conflict`
   * @returns undefined when the person has no such block
   * @throws {FhirError} 422 `too-many-versions`; a block that holds can always be withdrawn
   */
  change(
    person: PersonIdentifier,
    id: string,
    version: number | undefined,
    change: BlockChange,
    beforeCommit?: BeforeCommit,
  ): Promise<Block | undefined>;
  /** As `change`, to the same block withdrawn. One that is withdrawn already stays as it is, without a new version. */
  withdraw(
    person: PersonIdentifier,
    id: string,
    version: number | undefined,
    madeBy: Block['madeBy'],
    beforeCommit?: BeforeCommit,
  ): Promise<Block | undefined>;
}

/** Of one person, withdrawn ones counted: all of them are one page. */
export const mostBlocks = 200;
/** Of one block. */
export const mostVersions = 1000;
