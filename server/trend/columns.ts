import { encodeFlag } from '../clinical/flags.ts';
import { decodeJudgement } from '../store/judgement.ts';
import type { TrendPoint } from '../store/national-store.ts';
import { Column } from './column.ts';

/** Indexes into the answer's dictionaries, by the store's number of a context; '-' = no limit. */
export interface DictionaryIndexes {
  limits: (context: number) => number | '-';
  contexts: (context: number) => number;
}

/** Whether a value must keep its own place when the others are summed up: flagged, doubtful or beyond the device's range. */
export function isExact(judgement: number): boolean {
  const { interpretation, improbable, comparator } = decodeJudgement(judgement);
  return improbable || comparator !== undefined || (interpretation !== undefined && interpretation !== 'N');
}

/** The columns of one series: lists in strings, one place per value (see the OperationDefinition). */
export class SeriesColumns {
  readonly #columns = {
    times: new Column(),
    values: new Column(),
    flags: new Column(),
    limits: new Column(),
    contexts: new Column(),
    references: new Column(),
    dateOnly: new Column(),
    new: new Column(),
  };
  readonly #limits: (context: number) => number | '-';
  readonly #contexts: (context: number) => number;
  readonly #received: ReadonlySet<number> | undefined;
  #first: number | undefined;
  #before = { effective: 0, number: 0 };
  #count = 0;

  /** @param received numbers of measurements that are new */
  constructor({ limits, contexts }: DictionaryIndexes, received?: ReadonlySet<number>) {
    this.#received = received;
    this.#limits = once(limits);
    this.#contexts = once(contexts);
  }

  get count(): number {
    return this.#count;
  }

  /** Values are added in time order. */
  add({ effective, number, dateOnly, context }: TrendPoint, value: number, judgement: number): void {
    const columns = this.#columns;
    const before = this.#before;
    if (this.#first === undefined) this.#first = before.effective = effective;
    columns.times.add((effective - before.effective) / 1000);
    const { comparator } = decodeJudgement(judgement);
    columns.values.add(comparator ? `${comparator}${value}` : value);
    columns.flags.add(flagText(judgement));
    columns.limits.add(this.#limits(context));
    columns.contexts.add(this.#contexts(context));
    columns.references.add((number - before.number).toString(36));
    if (dateOnly) columns.dateOnly.add(this.#count);
    if (this.#received?.has(number)) columns.new.add(this.#count);
    this.#count++;
    before.effective = effective;
    before.number = number;
  }

  toParts(): fhir4.ParametersParameter[] {
    if (this.#first === undefined) return [{ name: 'count', valueInteger: 0 }];
    return [
      { name: 'count', valueInteger: this.#count },
      { name: 'start', valueInstant: new Date(this.#first).toISOString() },
      ...Object.entries(this.#columns)
        .map(([name, column]) => ({ name, valueString: String(column) }))
        .filter(({ valueString }) => valueString !== ''),
    ];
  }
}

const flagText = once((judgement) => encodeFlag(decodeJudgement(judgement)));

/** What is the same each time is worked out once for each number. */
function once<T>(read: (number: number) => T): (number: number) => T {
  const known = new Map<number, T>();
  return (number) => {
    const found = known.get(number);
    if (found !== undefined) return found;
    const answer = read(number);
    known.set(number, answer);
    return answer;
  };
}
