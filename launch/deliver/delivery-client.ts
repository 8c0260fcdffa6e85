import { createAccessToken, type SourceCredentials } from './access-token.ts';
import { pieces, toJson, type BundleText } from './bundle-text.ts';
import { DeliveryError } from './delivery-error.ts';
import { readEntryResult, readRefusal, type EntryResult } from './entry-result.ts';
import { isTransient, json, send } from './http.ts';

/** A facade to deliver to, and the source to deliver as. */
export interface DeliveryClient {
  fhirBase: string;
  accessToken: () => Promise<string>;
}

export function createDeliveryClient(fhirBase: string, source: SourceCredentials): DeliveryClient {
  const base = fhirBase.replace(/\/+$/, '');
  return { fhirBase: base, accessToken: createAccessToken(base, source) };
}

/** Entries that the facade could not take yet are sent again this many times. */
const resends = 3;

/**
 * Delivers a Bundle and says what became of each entry, in the Bundle's order. `onResults` hears of each piece as it
 * is answered. Throws a DeliveryError when the facade does not answer, gives no token or answers nonsense: what was
 * answered before that stays delivered, and delivering again is harmless.
 */
export async function deliverBundle(
  client: DeliveryClient,
  bundle: BundleText,
  onResults: (results: EntryResult[]) => void = () => undefined,
): Promise<EntryResult[]> {
  const all: EntryResult[] = [];
  for (const piece of pieces(bundle)) {
    const results = await deliverPiece(client, piece);
    all.push(...results);
    onResults(results);
  }
  return all;
}

async function deliverPiece(client: DeliveryClient, piece: BundleText): Promise<EntryResult[]> {
  const results = await post(client, piece);
  for (let resent = 0; resent < resends; resent++) {
    const pending = results.flatMap(({ status }, index) => (isTransient(status) ? [index] : []));
    if (pending.length === 0 || pending.length === results.length) break;
    const again = await post(client, {
      members: piece.members,
      entries: pending.map((index) => piece.entries[index] as string),
    });
    pending.forEach((index, i) => (results[index] = again[i] as EntryResult));
  }
  return results;
}

async function post(client: DeliveryClient, piece: BundleText): Promise<EntryResult[]> {
  const response = await send(client.fhirBase, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await client.accessToken()}`,
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
    },
    body: toJson(piece),
  });
  const body = (await json(response)) as fhir4.Bundle | fhir4.OperationOutcome | undefined;
  if (!response.ok) {
    const refusal = readRefusal(
      body?.resourceType === 'OperationOutcome' ? body : undefined,
      response.status,
    );
    if ([400, 413, 415, 422].includes(response.status)) {
      return piece.entries.map(() => ({ outcome: 'rejected', status: response.status, ...refusal }));
    }
    throw new DeliveryError(
      refusal.reason,
      `${client.fhirBase} refused: ${refusal.rule} (${response.status})`,
    );
  }
  const entries =
    body?.resourceType === 'Bundle' && body.type === 'batch-response' ? (body.entry ?? []) : undefined;
  if (entries?.length !== piece.entries.length) {
    const answered = entries ? `${entries.length} entries` : 'no batch-response';
    throw new DeliveryError(
      'answer-unusable',
      `${client.fhirBase} answered ${answered} to ${piece.entries.length} entries`,
    );
  }
  return entries.map(readEntryResult);
}
