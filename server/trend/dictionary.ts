/** Numbers things in the order they are first seen, so that columns can point at them. Equal content is one entry. */
export class Dictionary<T extends object> {
  readonly entries: T[] = [];
  readonly #byContent = new Map<string, number>();
  readonly #byIdentity = new WeakMap<T, number>();

  indexOf(entry: T): number {
    const known = this.#byIdentity.get(entry);
    if (known !== undefined) return known;
    const content = JSON.stringify(entry);
    const index = this.#byContent.get(content) ?? this.entries.push(entry) - 1;
    this.#byContent.set(content, index);
    this.#byIdentity.set(entry, index);
    return index;
  }
}
