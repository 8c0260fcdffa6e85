import { deliveries, type Delivery } from '#fixtures/deliveries.ts';
import { sources } from '#fixtures/sources.ts';
import { bundleText } from '../deliver/bundle-text.ts';
import { createDeliveryClient, deliverBundle, type DeliveryClient } from '../deliver/delivery-client.ts';
import type { EntryResult } from '../deliver/entry-result.ts';
import { summaryText, tally, type Tally } from '../deliver/tally.ts';
import { readMarker, writeMarker } from './marker.ts';

export interface SeedOptions {
  /** Holds `sandbox/seeded.json`, which says what has been delivered. */
  dataDir: string;
  /** Hears how it goes, a line at a time. */
  onProgress?: (line: string) => void;
  /** What to deliver; the fixtures by default. */
  past?: (now: Date) => Iterable<Delivery>;
}

const parallel = 4;
const entriesPerLine = 20_000;

/**
 * Delivers the fixtures' past to a facade over HTTP, each Bundle as the source that measured it, once per data
 * directory: an interrupted seeding is taken up again with its own `now`, a finished one is not repeated (undefined).
 * Throws a DeliveryError when the facade does not answer; rejected entries are in the tally and leave it unfinished.
 */
export async function seed(
  fhirBase: string,
  now: Date,
  { dataDir, onProgress = () => undefined, past = deliveries }: SeedOptions,
): Promise<Tally | undefined> {
  const begun = await readMarker(dataDir);
  if (begun?.done) return undefined;
  const marker = { now: begun?.now ?? now, done: false };
  await writeMarker(dataDir, marker);
  const results = await deliverPast(fhirBase, past(marker.now), onProgress);
  const counts = tally(results);
  await writeMarker(dataDir, { ...marker, done: counts.rejected === 0 });
  onProgress(`Synthetic measurements: ${summaryText(counts).trimEnd()}`);
  return counts;
}

/** A few Bundles under way at a time; the first failure stops the others after the Bundle they are at. */
async function deliverPast(
  fhirBase: string,
  past: Iterable<Delivery>,
  onProgress: (line: string) => void,
): Promise<EntryResult[]> {
  const clientOf = createClients(fhirBase);
  const results: EntryResult[] = [];
  const waiting = past[Symbol.iterator]();
  let failed = false;
  const work = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done && !failed; next = waiting.next()) {
      const { source, bundle } = next.value;
      const answered = await deliverBundle(clientOf(source), bundleText(bundle));
      const before = results.length;
      results.push(...answered);
      const passed = Math.floor(results.length / entriesPerLine);
      if (passed > Math.floor(before / entriesPerLine)) {
        onProgress(`Synthetic measurements: ${passed * entriesPerLine} delivered …`);
      }
    }
  };
  await Promise.all(
    Array.from({ length: parallel }, () =>
      work().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  return results;
}

/** One client, with one token, for each source. */
function createClients(fhirBase: string): (orgnr: string) => DeliveryClient {
  const clients = new Map<string, DeliveryClient>();
  return (orgnr) => {
    const known = clients.get(orgnr);
    if (known) return known;
    const source = sources.find((candidate) => candidate.orgnr === orgnr);
    if (!source) throw new Error(`${orgnr} is not a source of the sandbox`);
    const client = createDeliveryClient(fhirBase, {
      clientId: source.client_id,
      privateJwk: { ...source.private_jwk },
    });
    clients.set(orgnr, client);
    return client;
  };
}
