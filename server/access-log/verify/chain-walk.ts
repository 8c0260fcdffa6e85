import { beginning, equal, isNext, isSealed } from '../chain.ts';
import type { StoredEntry, StoredHead } from '../chain.ts';
import type { LogKeys } from '../log-keys.ts';
import { sequenceIn } from '../record-text.ts';

/**
 * What is wrong with the first link that does not hold:
 * - `changed`: an entry is not what was written there;
 * - `missing`: an entry was taken out, with others after it;
 * - `inserted`: an entry stands there that was not written there;
 * - `out-of-order`: an entry stands at another's place;
 * - `truncated`: the last entries are gone;
 * - `head-wrong`: the record of the chain's end is not what was written, is older than the entries, or is gone.
 */
export type FaultKind = 'changed' | 'missing' | 'inserted' | 'out-of-order' | 'truncated' | 'head-wrong';

export interface ChainFault {
  person: number;
  kind: FaultKind;
  /** The place in the chain where it breaks; up to the one before, it is proved. */
  sequence: number;
  /** The chain holds in itself, but is not the one that the anchor was made of. */
  againstAnchor?: true;
}

/** Where a chain ended when an anchor was made. */
export interface AnchoredHead {
  person: number;
  sequence: number;
  hash: Buffer;
}

/** Walks one person's chain, entry by entry in the order of their numbers, keeping none of them. */
export class ChainWalk {
  readonly #keys: LogKeys;
  readonly #person: number;
  readonly #anchored: AnchoredHead | undefined;
  #expected = 1;
  #last: Buffer = beginning;
  #suspect: StoredEntry | undefined;
  /** Of the entries after the suspect, one says that it belongs where the chain breaks; and the keys prove it. */
  #claimed = false;
  #proved = false;
  #leavesAnchor = false;

  constructor(keys: LogKeys, person: number, anchored?: AnchoredHead) {
    this.#keys = keys;
    this.#person = person;
    this.#anchored = anchored;
  }

  take(entry: StoredEntry): void {
    if (this.#suspect) {
      this.#lookFurther(entry);
    } else if (entry.sequence === this.#expected && isNext(this.#keys, this.#last, entry)) {
      this.#last = entry.hash;
      this.#expected += 1;
      const { sequence, hash } = this.#anchored ?? {};
      if (hash && sequence === entry.sequence && !equal(hash, entry.hash)) this.#leavesAnchor = true;
    } else {
      this.#suspect = entry;
    }
  }

  /** To be asked after the last entry. Undefined: every link holds. */
  end(head: StoredHead | undefined): ChainFault | undefined {
    if (this.#suspect) return this.#fault(this.#kindOf(this.#suspect, head), this.#expected);
    if (!head && this.#expected === 1) return this.#leftAnchor('truncated', 1);
    if (!head || !isSealed(this.#keys, head)) return this.#fault('head-wrong', this.#expected);
    if (head.sequence >= this.#expected) return this.#fault('truncated', this.#expected);
    if (head.sequence < this.#expected - 1) return this.#fault('head-wrong', head.sequence + 1);
    if (!equal(head.hash, this.#last)) return this.#fault('head-wrong', this.#expected);
    if (!this.#anchored) return undefined;
    if (this.#anchored.sequence >= this.#expected) return this.#leftAnchor('truncated', this.#expected);
    return this.#leavesAnchor ? this.#leftAnchor('changed', this.#anchored.sequence) : undefined;
  }

  /** The end of the chain as it was proved. */
  get head(): AnchoredHead {
    return { person: this.#person, sequence: this.#expected - 1, hash: this.#last };
  }

  #lookFurther(entry: StoredEntry): void {
    if (sequenceIn(entry.record) !== this.#expected) return;
    this.#claimed = true;
    this.#proved ||= isNext(this.#keys, this.#last, { ...entry, sequence: this.#expected });
  }

  #kindOf(suspect: StoredEntry, head: StoredHead | undefined): FaultKind {
    const says = sequenceIn(suspect.record);
    const ended = head && isSealed(this.#keys, head) && head.sequence < this.#expected;
    if (suspect.sequence < this.#expected) return 'inserted';
    if (suspect.sequence > this.#expected) {
      if (ended) return 'inserted';
      return says === this.#expected || this.#claimed ? 'out-of-order' : 'missing';
    }
    if (ended || (this.#proved && (says ?? 0) <= this.#expected)) return 'inserted';
    if (says === undefined || says <= this.#expected) return 'changed';
    return this.#claimed ? 'out-of-order' : 'missing';
  }

  #fault(kind: FaultKind, sequence: number): ChainFault {
    return { person: this.#person, kind, sequence };
  }

  #leftAnchor(kind: FaultKind, sequence: number): ChainFault {
    return { ...this.#fault(kind, sequence), againstAnchor: true };
  }
}
