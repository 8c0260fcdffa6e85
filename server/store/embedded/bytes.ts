/** Writes small numbers in few bytes: unsigned LEB128, most values one or two bytes. Grows as needed. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** @param value a whole number from 0 to 2^53 - 1 */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  uint(value: number, size: number): void {
    this.#room(size);
    this.#length = this.#bytes.writeUIntBE(value, this.#length, size);
  }

  double(value: number): void {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleBE(value, this.#length);
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A copy of what was written from a place on. */
  slice(from = 0): Buffer {
    return Buffer.from(this.#bytes.subarray(from, this.#length));
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads what a {@link ByteWriter} wrote, from the front. Past the end it throws a RangeError. */
export class ByteReader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.at++];
    if (value === undefined) throw new RangeError('The bytes end too early');
    return value;
  }

  varint(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = this.byte();
      value += (byte & 0x7f) * scale;
    }
    return value;
  }

  uint(size: number): number {
    const value = this.#bytes.readUIntBE(this.at, size);
    this.at += size;
    return value;
  }

  /** Four bytes with a sign. */
  int(): number {
    const value = this.#bytes.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  double(): number {
    const value = this.#bytes.readDoubleBE(this.at);
    this.at += 8;
    return value;
  }

  bytes(length: number): Buffer {
    if (this.at + length > this.#bytes.length) throw new RangeError('The bytes end too early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}
