import { cataloguedCode } from '../clinical/vital-signs.ts';
import { unknownTime, type Deliverable, type DeliveryResult } from '../store/deliverable.ts';
import type { DeliveryOrigin } from '../store/national-store.ts';
import type { AccessRecord, Action, Basis, Delivered } from './access-log.ts';
import { DisclosedVersions, numberIn } from './digest.ts';
import type { PersonIdentifier } from '../access/grant.ts';

/** What the log is told of a source's request, about one person. */
export function sourceRecord(
  { orgnr, name, clientId, request, occurred }: DeliveryOrigin,
  about: { person: PersonIdentifier; action: Action; basis: Basis },
): AccessRecord {
  return {
    ...about,
    occurred,
    actor: { kind: 'source', organization: { orgnr, name }, clientId },
    request,
  };
}

/** A measurement of one person, and what became of it; FhirError: it was refused. */
export interface Stored {
  measurement: Deliverable;
  result: DeliveryResult | Error;
}

/** What was stored about one person; undefined: nothing that was not there already. */
export function storedRecord(
  origin: DeliveryOrigin,
  person: PersonIdentifier,
  stored: readonly Stored[],
): AccessRecord | undefined {
  const counts: Delivered['counts'] = {};
  const versions = new DisclosedVersions();
  const written: Deliverable[] = [];
  for (const { measurement, result } of stored) {
    if (result instanceof Error || result.outcome === 'unchanged') continue;
    const counted = measurement.status === 'entered-in-error' ? 'withdrawn' : result.outcome;
    counts[counted] = (counts[counted] ?? 0) + 1;
    versions.add(numberIn(result.id ?? ''), result.version ?? 0);
    written.push(measurement);
  }
  if (written.length === 0) return undefined;
  return {
    ...sourceRecord(origin, { person, action: 'deliver', basis: 'TREAT' }),
    delivered: { ...contentOf(person, written), counts, digest: versions.digest() },
  };
}

/** What is about to be handed to a store elsewhere about one person. */
export function forwardedRecord(
  origin: DeliveryOrigin,
  person: PersonIdentifier,
  measurements: readonly Deliverable[],
): AccessRecord {
  return {
    ...sourceRecord(origin, { person, action: 'deliver', basis: 'TREAT' }),
    delivered: { ...contentOf(person, measurements), counts: { forwarded: measurements.length } },
  };
}

/** All codes of a record, in characters: far more than measurements have, far less than a record may hold. */
const mostOfCodes = 16 * 1024;

function contentOf(
  { value }: PersonIdentifier,
  measurements: readonly Deliverable[],
): Pick<Delivered, 'codes' | 'furtherCodes' | 'from' | 'to'> {
  const all = [...new Set(measurements.map(({ code }) => cataloguedCode(code)))].sort();
  const codes: string[] = [];
  let length = 0;
  for (const code of all) {
    length += code.length;
    if (length > mostOfCodes) break;
    // A code is a text of the source's: the log names no patient.
    codes.push(code.replaceAll(value, '[number]'));
  }
  const times = measurements.map(({ effective }) => effective).filter(({ from }) => from !== unknownTime);
  return {
    codes,
    ...(codes.length < all.length && { furtherCodes: all.length - codes.length }),
    ...(times.length > 0 && {
      from: Math.min(...times.map(({ from }) => from)),
      to: Math.max(...times.map(({ from, to }) => Math.max(to, from + 1))),
    }),
  };
}
