import type { Block } from './access/blocks.ts';
import type { PmdBehaviour } from './behaviour.ts';
import type { PmdFaultId } from './faults/fault-ids.ts';
import type { Observations } from './observations/observations.ts';

/** What every route of PMD shares. */
export interface PmdCore {
  /** Where PMD says it is, without a trailing slash: the base of `htu` and `fullUrl`. */
  publicUrl: string;
  now: () => number;
  observations: Observations;
  behaviour: PmdBehaviour;
  faults: ReadonlySet<PmdFaultId>;
  blocks: readonly Block[];
  /** Aborted when PMD stops; requests still held back are let go. */
  stopping: AbortSignal;
}
