import type { PersonIdentifier } from '../access/grant.ts';
import { createInTurn } from '../database/in-turn.ts';
import type { Pool } from '../database/pool.ts';
import { isUuid } from '../database/uuid.ts';
import type { BeforeCommit, Block, Blocks } from './blocks.ts';
import { changeBlock, makeBlock } from './change-blocks.ts';
import { withBlockFailures } from './failure.ts';
import { blockColumns, blockOf, type BlockRow } from './rows.ts';

/** How far clocks of facades and database may differ, in ms: what begins as it is written holds at once, everywhere. */
const clockSkew = 10_000;

const ofPerson = 'from person_identity join block_version using (person) where system = $1 and value = $2';
const nobodyWrites: BeforeCommit = () => Promise.resolve();

/** Blocks in PostgreSQL. A change holds a connection while the log is written: at most half of the pool's do. */
export function createBlocks(pool: Pool): Blocks {
  const turns = createInTurn(pool, { share: 0.5, kind: 'blocks' });

  const ask = (
    name: string,
    condition: string,
    { system, value }: PersonIdentifier,
    ...values: (string | number)[]
  ): Promise<Block[]> =>
    withBlockFailures(async () => {
      const { rows } = await pool.query<BlockRow>({
        name,
        text: `select ${blockColumns} ${ofPerson} and ${condition} order by updated_ms desc, version desc, id`,
        values: [system, value, ...values],
      });
      return rows.map(blockOf);
    });

  const inTurn: typeof turns = (work) => withBlockFailures(() => turns(work));

  return {
    inForce: (person, at) =>
      ask(
        'blocks-in-force',
        `status = 'active' and not replaced and from_ms <= greatest($3, updated_ms + ${clockSkew})
         and (to_ms is null or to_ms > $3)`,
        person,
        at,
      ),

    all: (person) => ask('all-blocks', 'not replaced', person),

    async read(person, id) {
      if (!isUuid(id)) return undefined;
      const [block] = await ask('read-block', 'id = $3 and not replaced', person, id);
      return block;
    },

    history: async (person, id) => (isUuid(id) ? await ask('block-history', 'id = $3', person, id) : []),

    make: (person, block, beforeCommit = nobodyWrites) =>
      inTurn(() => makeBlock(pool, person, block, beforeCommit)),

    change: async (person, id, version, change, beforeCommit = nobodyWrites) =>
      isUuid(id)
        ? await inTurn(() => changeBlock(pool, person, id, version, () => change, beforeCommit))
        : undefined,

    async withdraw(person, id, version, madeBy, beforeCommit = nobodyWrites) {
      if (!isUuid(id)) return undefined;
      const withdrawn = (standing: Block) =>
        standing.status === 'withdrawn' ? standing : { ...standing, status: 'withdrawn' as const, madeBy };
      return await inTurn(() => changeBlock(pool, person, id, version, withdrawn, beforeCommit));
    },
  };
}
