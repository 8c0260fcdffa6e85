/** Rows that come ordered by person, taken person by person. */
export class ByPerson<Row extends { person: number }> {
  readonly #rows: AsyncIterator<Row>;
  #next: Row | undefined;
  #isBegun = false;

  constructor(rows: AsyncIterable<Row>) {
    this.#rows = rows[Symbol.asyncIterator]();
  }

  /** The person of the next row; undefined at the end. */
  async person(): Promise<number | undefined> {
    if (!this.#isBegun) await this.#advance();
    return this.#next?.person;
  }

  /** The rows of this person, if they are the next. */
  async *of(person: number): AsyncGenerator<Row> {
    while ((await this.person()) === person) {
      yield this.#next as Row;
      await this.#advance();
    }
  }

  async oneOf(person: number): Promise<Row | undefined> {
    let last: Row | undefined;
    for await (const row of this.of(person)) last = row;
    return last;
  }

  async #advance(): Promise<void> {
    const { value, done } = await this.#rows.next();
    this.#next = done ? undefined : (value as Row);
    this.#isBegun = true;
  }
}
