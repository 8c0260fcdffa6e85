import { isUtf8 } from 'node:buffer';
import { malformed } from '../store/remote/failures.ts';

/** Takes one element of `Bundle.entry`: parsed, its text as it came, and whether there is no white space between its parts. */
export type TakeEntry = (entry: unknown, text: string, isCompact: boolean) => void;

export interface BundleBounds {
  /** UTF-8 bytes of one entry. */
  mostEntryBytes: number;
}

const mostHeadBytes = 256 * 1024;
const deepest = 60;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const byteOrderMark = Buffer.from('\uFEFF');

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Reads a Bundle as it comes in, hands over each entry as soon as it is whole, and keeps none. Resolves with the Bundle's
 * other members when the answer was whole.
 * @throws {FhirError} 502 `store-malformed` for anything but one JSON object: truncated, trailing text, HTML, null, text
 * that is not UTF-8, two `entry` members, an entry that is too long or no object
 */
export async function readBundle(
  stream: AsyncIterable<Uint8Array>,
  take: TakeEntry,
  bounds: BundleBounds,
): Promise<Record<string, unknown>> {
  const reader = new BundleReader(take, bounds);
  for await (const chunk of stream) reader.push(chunk);
  return reader.end();
}

/** What is expected next where an entry may begin. */
type InEntries = 'first' | 'next' | 'separator';

class BundleReader {
  readonly #take: TakeEntry;
  readonly #mostEntryBytes: number;
  /** The text outside of entries: a Bundle with an empty list of them. */
  readonly #head = new Pieces(mostHeadBytes, 'is too long outside of its entries');
  readonly #entry: Pieces;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Undefined: outside of the list of entries. */
  #entries: InEntries | undefined;
  #entryLists = 0;
  #inEntry = false;
  #isCompact = true;
  #begun = false;

  constructor(take: TakeEntry, { mostEntryBytes }: BundleBounds) {
    this.#take = take;
    this.#mostEntryBytes = mostEntryBytes;
    this.#entry = new Pieces(this.#mostEntryBytes, 'holds an entry that is too long');
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
        continue;
      }
      if (byte === quote) {
        this.#inString = true;
        if (this.#entries && !this.#inEntry) throw malformed('holds an entry that is not an object');
      } else if (this.#entries && !this.#inEntry) {
        if (byte === openBrace) {
          if (this.#entries === 'separator') throw notJson();
          from = at;
          this.#inEntry = true;
          this.#isCompact = true;
          this.#deepen();
        } else if (byte === closeBracket) {
          if (this.#entries === 'next') throw notJson();
          this.#entries = undefined;
          this.#depth--;
          from = at;
        } else if (byte === comma) {
          if (this.#entries !== 'separator') throw notJson();
          this.#entries = 'next';
        } else if (!isSpace(byte)) throw malformed('holds an entry that is not an object');
      } else if (byte === openBrace || byte === openBracket) {
        this.#deepen();
        if (byte === openBracket && this.#depth === 2 && !this.#inEntry) {
          this.#head.add(chunk.subarray(from, at + 1));
          from = at + 1;
          if (this.#head.endsWithEntryList()) {
            this.#entries = 'first';
            this.#entryLists++;
          }
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        this.#depth--;
        if (this.#inEntry && this.#depth === 2) {
          this.#entry.add(chunk.subarray(from, at + 1));
          from = at + 1;
          this.#endEntry();
        }
      } else if (byte <= 0x20) this.#isCompact = false;
    }
    if (this.#inEntry) this.#entry.add(chunk.subarray(from));
    else if (!this.#entries) this.#head.add(chunk.subarray(from));
    if (!this.#begun) this.#begin();
  }

  /** An answer that is no object at all is refused at its first character, not at its end. */
  #begin(): void {
    const first = this.#head.firstByte();
    if (first === undefined) return;
    this.#begun = true;
    if (first !== openBrace) throw notJson();
  }

  #deepen(): void {
    if (++this.#depth > deepest) throw malformed(`is nested deeper than ${deepest} levels`);
  }

  #endEntry(): void {
    this.#inEntry = false;
    this.#entries = 'separator';
    const text = this.#entry.end();
    this.#take(parse(text), text, this.#isCompact);
  }

  end(): Record<string, unknown> {
    if (this.#depth !== 0 || this.#inString || this.#inEntry) throw malformed('ends too early');
    const head = parse(this.#head.end());
    if (typeof head !== 'object' || head === null || Array.isArray(head)) throw notJson();
    const { entry, ...members } = head as Record<string, unknown>;
    // A list of entries that was not seen as one: the key was written with escapes, or it is no list.
    const unseen = entry !== undefined && !(Array.isArray(entry) && entry.length === 0);
    if (unseen || this.#entryLists > 1) throw malformed('does not have one list of entries');
    return members;
  }
}

/** A text that comes in pieces. */
class Pieces {
  readonly #most: number;
  readonly #tooLong: string;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(most: number, tooLong: string) {
    this.#most = most;
    this.#tooLong = tooLong;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.#length > this.#most) throw malformed(this.#tooLong);
    // A chunk belongs to whoever gave it: what is kept past it is a copy.
    this.#pieces.push(Buffer.from(bytes));
  }

  /** The whole text; it begins anew. */
  end(): string {
    const bytes =
      this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    if (!isUtf8(bytes)) throw malformed('is not UTF-8');
    return bytes.toString('utf8', bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0);
  }

  /** The first byte that is neither white space nor a byte order mark. */
  firstByte(): number | undefined {
    const bytes = Buffer.concat(this.#pieces);
    const start = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    return bytes.subarray(start).find((byte) => !isSpace(byte));
  }

  /** Whether the text so far ends with the beginning of a list named `entry`. */
  endsWithEntryList(): boolean {
    return /[{,]\s*"entry"\s*:\s*\[$/.test(Buffer.concat(this.#pieces).toString('latin1'));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function notJson() {
  return malformed('is not JSON');
}
