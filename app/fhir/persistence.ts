import type { PersistenceTally } from '#clinical/orders/persistence.ts';
import { limitPersistenceUrl } from '#clinical/canonical.ts';
import type { Part } from '#clinical/types.ts';
import { named } from './parameters.ts';

type Parameter = fhir4.ParametersParameter;

/** Of a series in `$trend`: how far the yellow of its latest value is on the way to counting. Undefined: it counts as it is. */
export function tallyInTrend(parts: readonly Parameter[] | undefined): PersistenceTally | undefined {
  const group = named(parts, 'persistence')?.part;
  return group && toTally((name) => named(group, name));
}

/** Beside an Observation in `$lastn`, of one of its parts. */
export function tallyBeside(entry: fhir4.BundleEntry, part: Part): PersistenceTally | undefined {
  const own = entry.extension
    ?.filter(({ url }) => url === limitPersistenceUrl)
    .find(({ extension }) =>
      extension?.some(({ url, valueCoding }) => url === 'part' && valueCoding?.code === part.code.code),
    );
  return own && toTally((name) => own.extension?.find(({ url }) => url === name));
}

/** Unless it is all there, nothing is held back. */
function toTally(
  read: (name: string) => Pick<fhir4.Extension, 'valueInteger' | 'valueBoolean'> | undefined,
): PersistenceTally | undefined {
  const [needed, of, beyond] = ['needed', 'of', 'beyond'].map((name) => read(name)?.valueInteger);
  const counts = read('counts')?.valueBoolean;
  if (needed === undefined || of === undefined || beyond === undefined || counts === undefined)
    return undefined;
  return { needed, of, beyond, counts };
}
