import { rewriteMembers } from '../../fhir/rewrite-object.ts';
import type { Deliverable } from '../deliverable.ts';

/** Ids are the server's to give. */
const givenHere = new Set(['id']);

/**
 * The Observation as its source sent it, with its subject put back: a reference to the Patient here, and the number.
 * @param id of the Observation that it replaces here; absent: it is new
 */
export function outgoingObservation({ original, person }: Deliverable, patient: string, id?: string): string {
  const subject = JSON.stringify({ reference: `Patient/${patient}`, identifier: person });
  const sent = rewriteMembers(original, 0, { omit: givenHere });
  return `{${id === undefined ? '' : `"id":${JSON.stringify(id)},`}"subject":${subject}${sent && `,${sent}`}}`;
}

/** One write of a batch. */
export interface Write {
  method: 'POST' | 'PUT';
  /** Relative to the base; holds ids of the server and nothing else. */
  url: string;
  /** The version that is replaced, as the server names it. */
  ifMatch?: string;
  resource: string;
}

/** A Bundle made by concatenation: what was sent is not written anew. */
export function batchOf(writes: readonly Write[]): string {
  const entries = writes.map(({ method, url, ifMatch, resource }) => {
    const request = JSON.stringify({ method, url, ...(ifMatch !== undefined && { ifMatch }) });
    return `{"resource":${resource},"request":${request}}`;
  });
  return `{"resourceType":"Bundle","type":"batch","entry":[${entries.join(',')}]}`;
}
