import { Readable } from 'node:stream';
import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { PmdCore } from './core.ts';

const json = 'application/fhir+json';
const chunkLength = 65_536;

/** Answers 200 with the pieces of a JSON text as they come, unless a fault of the moment spoils the answer. */
export function fhirAnswer(
  { faults }: PmdCore,
  request: Request,
  h: ResponseToolkit,
  pieces: Iterable<string>,
): ResponseObject | symbol {
  if (faults.has('null')) return h.response('null').type(json);
  if (faults.has('truncated')) return h.response(halfOf([...pieces].join(''))).type(json);
  if (faults.has('broken-off')) return breakOff(request, h, [...pieces].join(''));
  return h.response(Readable.from(inChunks(pieces), { objectMode: false })).type(json);
}

const halfOf = (text: string) => text.slice(0, Math.floor(text.length / 2));

function breakOff({ raw: { res } }: Request, h: ResponseToolkit, text: string): symbol {
  res.writeHead(200, { 'content-type': json, 'content-length': Buffer.byteLength(text) });
  res.write(halfOf(text), () => res.socket?.end());
  return h.abandon;
}

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
