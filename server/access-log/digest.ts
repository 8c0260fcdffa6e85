import { createHash } from 'node:crypto';

const numberBytes = 6;
const recordBytes = 10;

/**
 * Which versions of which measurements were disclosed, ten bytes each: the number in Observation.id in six, meta.versionId in
 * four, most significant byte first. In the order of these bytes they are what Disclosed.digest is made of.
 */
export class DisclosedVersions {
  #bytes = Buffer.allocUnsafe(64 * recordBytes);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(number: number, version: number): void {
    let at = this.#count++ * recordBytes;
    if (at + recordBytes > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.#bytes.length);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    at = this.#bytes.writeUIntBE(number, at, numberBytes);
    this.#bytes.writeUInt32BE(version, at);
  }

  /** Lower-case hex SHA-256. The order in which they were added does not matter. */
  digest(): string {
    return createHash('sha256').update(this.#inOrder()).digest('hex');
  }

  #inOrder(): Buffer {
    const at = (index: number) => this.#bytes.subarray(index * recordBytes, (index + 1) * recordBytes);
    let isOrdered = true;
    for (let index = 1; index < this.#count && isOrdered; index++) {
      const [before, start] = [(index - 1) * recordBytes, index * recordBytes];
      isOrdered = this.#bytes.compare(this.#bytes, before, start, start, start + recordBytes) >= 0;
    }
    if (isOrdered) return this.#bytes.subarray(0, this.#count * recordBytes);
    const records = Array.from({ length: this.#count }, (_, index) => at(index));
    return Buffer.concat(records.sort((a, b) => a.compare(b)));
  }
}

/** The number in an id of this facade, `<person key>-<number in base 36>`. */
export function numberIn(observationId: string): number {
  return parseInt(observationId.slice(observationId.lastIndexOf('-') + 1), 36);
}
