import { limitPersistenceUrl } from '../clinical/canonical.ts';
import type { LatestTally } from '../reading/latest-tally.ts';

/**
 * Beside an Observation in a Bundle, not in it: how far its yellow is on the way to counting depends on the measurements before
 * it, and changes when one of them arrives late, while the Observation stays as it is.
 */
export function persistenceExtension({ part, tally }: LatestTally): fhir4.Extension {
  const { system, code } = part.code;
  return {
    url: limitPersistenceUrl,
    extension: [
      { url: 'part', valueCoding: { ...(system && { system }), ...(code && { code }) } },
      { url: 'needed', valueInteger: tally.needed },
      { url: 'of', valueInteger: tally.of },
      { url: 'beyond', valueInteger: tally.beyond },
      { url: 'counts', valueBoolean: tally.counts },
    ],
  };
}
