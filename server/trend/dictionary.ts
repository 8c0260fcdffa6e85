/** Numbers things in the order they are first seen, so that columns can point at them. */
export class Dictionary<T> {
  readonly entries: T[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf(entry: T): number {
    const key = JSON.stringify(entry);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#indexes.set(key, this.entries.length);
    return this.entries.push(entry) - 1;
  }
}
