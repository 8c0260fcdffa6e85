import { DeliveryError } from './delivery-error.ts';
import { elementSpans, memberSpans, skipBetween } from './json-spans.ts';

/**
 * A Bundle as text: what is sent of each entry is what stands in the file, character by character, because a number
 * that has been read and written again (36.0, 1.10) is no longer what the source said.
 */
export interface BundleText {
  /** The members other than `entry`, each as `"key":value`. */
  members: readonly string[];
  entries: readonly string[];
}

/** At most so many entries are sent in one Bundle. */
export const bundleSize = 500;

/** Reads the text of a Bundle. Throws a DeliveryError for text that is not one. */
export function readBundle(text: string): BundleText {
  let resource: Partial<fhir4.Bundle> | null;
  try {
    resource = JSON.parse(text) as Partial<fhir4.Bundle> | null;
  } catch (error) {
    throw new DeliveryError('not-json', `the file is not JSON: ${(error as Error).message}`, error);
  }
  if (resource?.resourceType !== 'Bundle') {
    throw new DeliveryError('not-a-bundle', 'the file is not a FHIR Bundle: resourceType must be "Bundle"');
  }
  if (resource.entry !== undefined && !Array.isArray(resource.entry)) {
    throw new DeliveryError('not-a-bundle', 'the file is not a FHIR Bundle: entry must be an array');
  }
  const members: string[] = [];
  let entries: string[] = [];
  for (const { key, start, end } of memberSpans(text, skipBetween(text, 0))) {
    if (key === 'entry')
      entries = [...elementSpans(text, start)].map((span) => text.slice(span.start, span.end));
    else members.push(`${JSON.stringify(key)}:${text.slice(start, end)}`);
  }
  return { members, entries };
}

/** A Bundle that was made here rather than read. */
export function bundleText({ entry = [], ...rest }: fhir4.Bundle): BundleText {
  return {
    members: Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`),
    entries: entry.map((one) => JSON.stringify(one)),
  };
}

/**
 * The Bundle in pieces of at most `bundleSize` entries, in order and of the same type. Several pieces do not repeat
 * the Bundle's identifier, which would claim that they are the same Bundle.
 */
export function* pieces({ members, entries }: BundleText): Generator<BundleText> {
  if (entries.length <= bundleSize) {
    yield { members, entries };
    return;
  }
  const shared = members.filter((member) => !member.startsWith('"identifier":'));
  for (let from = 0; from < entries.length; from += bundleSize) {
    yield { members: shared, entries: entries.slice(from, from + bundleSize) };
  }
}

/** The JSON text to send. */
export function toJson({ members, entries }: BundleText): string {
  return `{${[...members, `"entry":[${entries.join(',')}]`].join(',')}}`;
}
