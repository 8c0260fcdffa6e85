import Joi from 'joi';
import type { Behaviour } from '../helseid/behaviour.ts';
import { behaviourSchema } from '../helseid/behaviour.ts';
import type { Block } from '../pmd/access/blocks.ts';
import { defaultBehaviour } from '../pmd/behaviour.ts';
import type { PmdFaultId } from '../pmd/faults/fault-ids.ts';
import { pmdFaults } from '../pmd/faults/fault-ids.ts';
import type { Pmd } from '../pmd/server.ts';

/** What the launcher can do to Norsk helsenett's part of the sandbox. */
export interface NationalControl {
  /** HelseID's issuer. */
  helseid: string;
  pmd: Pick<Pmd, 'url' | 'setFaults' | 'setBlocks' | 'setBehaviour' | 'received'>;
  behave(change: Partial<Behaviour>): void;
}

/** What `PUT /national` takes: what is left out goes back to usual, but for HelseID's behaviour, which stays. */
export interface NationalState {
  faults: PmdFaultId[];
  blocks: Block[];
  /** How long the fault `slow` holds a request to PMD back, in ms. */
  slowBy: number;
  helseid: Partial<Behaviour>;
}

export const nationalStateSchema = Joi.object({
  faults: Joi.array()
    .items(Joi.valid(...pmdFaults.map(({ id }) => id)))
    .default([]),
  blocks: Joi.array()
    .items(
      Joi.object({
        kind: 'specific',
        patient: Joi.string().required(),
        practitioner: Joi.string().required(),
      }),
      Joi.object({ kind: Joi.valid('general', 'reservation').required(), patient: Joi.string().required() }),
    )
    .default([]),
  slowBy: Joi.number().integer().min(0).max(600_000).default(defaultBehaviour.slowBy),
  helseid: behaviourSchema.default({}),
});

export async function applyState(control: NationalControl, state: NationalState): Promise<void> {
  control.behave(state.helseid);
  control.pmd.setBlocks(state.blocks);
  control.pmd.setBehaviour({ slowBy: state.slowBy });
  await control.pmd.setFaults(state.faults);
}
