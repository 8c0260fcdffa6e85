import { randomUUID } from 'node:crypto';
import type { PersonIdentifier } from '../access/grant.ts';
import type { Pool, PoolClient } from '../database/pool.ts';
import { FhirError } from '../errors.ts';
import {
  mostBlocks,
  mostVersions,
  type BeforeCommit,
  type Block,
  type BlockChange,
  type NewBlock,
} from './blocks.ts';
import { addIdentity, withLockedIdentity } from './locked-identity.ts';
import { blockColumns, blockedColumns, blockOf, type BlockRow } from './rows.ts';

/** Each attempt fails only when the person is erased just then. */
const mostAttempts = 10;

/** A block nobody had before. A person who is not known yet becomes known. */
export async function makeBlock(
  pool: Pool,
  identifier: PersonIdentifier,
  block: NewBlock,
  beforeCommit: BeforeCommit,
): Promise<Block> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const made = await withLockedIdentity(pool, identifier, async (client, person) => {
      if ((await countBlocks(client, person)) >= mostBlocks) throw tooManyBlocks();
      const written = await addVersion(client, person, randomUUID(), undefined, {
        ...block,
        status: 'active',
      });
      await beforeCommit();
      return written;
    });
    if (made) return made;
    await addIdentity(pool, identifier);
  }
  throw new Error('The person was erased each time their block was to be made');
}

/**
 * A new version, made from the one that stands; the same object back: it stays as it is.
 * @returns undefined when the person has no such block
 */
export function changeBlock(
  pool: Pool,
  identifier: PersonIdentifier,
  id: string,
  version: number | undefined,
  next: (standing: Block) => BlockChange,
  beforeCommit: BeforeCommit,
): Promise<Block | undefined> {
  return withLockedIdentity(pool, identifier, async (client, person) => {
    const standing = await readStanding(client, person, id);
    if (!standing) return undefined;
    if (version !== undefined && version !== standing.version) throw versionConflict();
    const change = next(standing);
    if (change === standing) return standing;
    const ends = standing.status === 'active' && change.status === 'withdrawn';
    if (standing.version >= mostVersions && !ends) throw tooManyVersions();
    const written = await addVersion(client, person, id, standing, change);
    await beforeCommit();
    return written;
  });
}

async function countBlocks(client: PoolClient, person: number): Promise<number> {
  const { rows } = await client.query<{ blocks: number }>({
    name: 'count-blocks',
    text: 'select count(*)::int as blocks from block_version where person = $1 and not replaced',
    values: [person],
  });
  return rows[0]?.blocks ?? 0;
}

async function readStanding(client: PoolClient, person: number, id: string): Promise<Block | undefined> {
  const { rows } = await client.query<BlockRow>({
    name: 'standing-block',
    text: `select ${blockColumns} from block_version where person = $1 and id = $2 and not replaced`,
    values: [person, id],
  });
  return rows[0] && blockOf(rows[0]);
}

async function addVersion(
  client: PoolClient,
  person: number,
  id: string,
  before: Block | undefined,
  { blocked, from, to, status, madeBy }: BlockChange,
): Promise<Block> {
  if (before) {
    await client.query({
      name: 'replace-block',
      text: 'update block_version set replaced = true where person = $1 and id = $2 and not replaced',
      values: [person, id],
    });
  }
  const { number, name } = blockedColumns(blocked);
  const version = (before?.version ?? 0) + 1;
  const { rows } = await client.query<BlockRow>({
    name: 'add-block-version',
    text: `insert into block_version (person, ${blockColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
             greatest($12, floor(date_part('epoch', clock_timestamp()) * 1000)::bigint)) returning ${blockColumns}`,
    values: [
      ...[person, id, version, blocked.kind, number, name, from, to ?? null, status],
      ...[madeBy.relation, madeBy.name, before?.lastUpdated ?? 0],
    ],
  });
  const [row] = rows;
  if (!row) throw new Error('A version that was written is not there');
  return blockOf(row);
}

function versionConflict(): FhirError {
  return new FhirError(412, 'conflict', 'If-Match names another version than the Consent has', {
    expression: ['http.If-Match'],
    reason: 'version-conflict',
  });
}

function tooManyBlocks(): FhirError {
  return new FhirError(
    422,
    'too-costly',
    `A person has at most ${mostBlocks} blocks, withdrawn ones counted: change a withdrawn one instead`,
    { expression: ['Consent'], reason: 'too-many-blocks' },
  );
}

function tooManyVersions(): FhirError {
  return new FhirError(
    422,
    'too-costly',
    `A Consent has at most ${mostVersions} versions: withdraw it and make another`,
    { expression: ['Consent'], reason: 'too-many-versions' },
  );
}
