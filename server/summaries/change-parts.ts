import type { ChangeRule, ChangeWithin } from '../clinical/summaries/change-within.ts';
import { orderReference } from '../observation/additions.ts';
import { namedParts } from './named-reading.ts';
import * as parts from './parts.ts';

/** What the parts of a change are called: a summary of one vital sign has words of its own. */
interface ChangeNames {
  by: string;
  before: string;
  change: string;
}

interface Printed {
  unit: string;
  decimals: number;
}

/** A change limit, and the two readings that were compared by it. `downwards` tells a fall as a positive number. */
export function changeParts(
  found: ChangeWithin,
  names: ChangeNames,
  { unit, decimals }: Printed,
  downwards = false,
): parts.Parts {
  const { rule, latest, before } = found;
  return [
    ...parts.integer('days', rule.days),
    ...parts.quantity(names.by, rule.by, unit, decimals),
    ...originParts(rule),
    ...namedParts('latest', latest, unit, decimals),
    ...namedParts(names.before, before, unit, decimals),
    ...(found.kind === 'compared'
      ? [
          ...parts.quantity(names.change, downwards ? -found.change : found.change, unit, decimals),
          ...parts.truth('exceeded', found.exceeded),
        ]
      : parts.code('notCompared', found.reason)),
  ];
}

function originParts({ level, origin, source, order }: ChangeRule): parts.Parts {
  return [
    ...parts.text('source', source),
    ...parts.code('origin', origin),
    ...parts.code('level', level),
    ...(order ? parts.reference('order', orderReference(order)) : []),
  ];
}
