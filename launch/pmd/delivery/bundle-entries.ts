import { elementSpans, memberSpans, skipBetween } from '../../deliver/json-spans.ts';
import type { Saved } from '../observations/observations.ts';
import { isFhirId, readObservation } from '../observations/stored-observation.ts';
import { PmdRefusal } from '../pmd-refusal.ts';

export interface EntryResult {
  status: '200' | '400';
  /** Absent when there is nothing to save. */
  saved?: Saved;
}

interface Entry {
  resource?: { resourceType?: unknown } | null;
  request?: { method?: unknown; url?: unknown } | null;
}

/**
 * What becomes of each entry, in order. Other resources than Observation are passed over (200, nothing saved), an entry
 * that cannot be understood is 400, and neither keeps the others from being saved. Throws 400 for what is no Bundle of
 * type batch or collection.
 */
export function readEntries(text: string, storedAt: number): EntryResult[] {
  const bundle = parse(text) as { resourceType?: unknown; type?: unknown; entry?: unknown } | null;
  if (bundle?.resourceType !== 'Bundle') throw invalid('the resource must be a Bundle');
  const { type, entry = [] } = bundle;
  if (type !== 'batch' && type !== 'collection') throw invalid('Bundle.type must be batch or collection');
  if (!Array.isArray(entry)) throw invalid('Bundle.entry must be an array');
  const texts = resourceTexts(text);
  return (entry as (Entry | null)[]).map((one, i) => readEntry(type, one, texts[i], storedAt));
}

/** Throws 400. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('the body must be JSON');
  }
}

function readEntry(
  type: 'batch' | 'collection',
  entry: Entry | null,
  text: string | undefined,
  storedAt: number,
): EntryResult {
  const target = type === 'batch' ? targetOf(entry?.request) : { replaces: false };
  if (!target || !entry?.resource || text === undefined) return { status: '400' };
  if (typeof entry.resource.resourceType === 'string' && entry.resource.resourceType !== 'Observation') {
    return { status: '200' };
  }
  const observation = readObservation(text, entry.resource, {
    storedAt,
    ...(target.id && { id: target.id }),
  });
  return observation
    ? { status: '200', saved: { observation, replaces: target.replaces } }
    : { status: '400' };
}

/** POST makes a new one always, `ifNoneExist` or not; PUT needs an id: there is no update by identifier. */
function targetOf(request: Entry['request']): { replaces: boolean; id?: string } | undefined {
  const { method, url } = request ?? {};
  if (method === 'POST') return { replaces: false };
  const id = /(?:^|\/)[A-Z][A-Za-z]*\/([^/?]+)$/.exec(String(url))?.[1];
  return method === 'PUT' && isFhirId(id) ? { replaces: true, id } : undefined;
}

function resourceTexts(text: string): (string | undefined)[] {
  const entries = [...memberSpans(text, skipBetween(text, 0))].findLast(({ key }) => key === 'entry');
  if (!entries || text[entries.start] !== '[') return [];
  return [...elementSpans(text, entries.start)].map((span) => {
    if (text[span.start] !== '{') return undefined;
    const resource = [...memberSpans(text, span.start)].findLast(({ key }) => key === 'resource');
    return resource && text.slice(resource.start, resource.end);
  });
}

const invalid = (rule: string) => new PmdRefusal(400, 'invalid', `The delivery is refused: ${rule}.`);
