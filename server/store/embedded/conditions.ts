import { vitalSignByCode } from '../../clinical/vital-signs.ts';
import type { CodeToken, DateFilter, DatePrefix } from '../national-store.ts';
import type { PersonRow } from './person.ts';

/** Collects SQL conditions and their parameters; the first parameter is always the person. */
export class Conditions {
  readonly values: unknown[];
  readonly #clauses = ['person = $1'];
  readonly #longestSpan: number;

  constructor({ person, longestSpan }: PersonRow) {
    this.values = [person];
    this.#longestSpan = longestSpan;
  }

  get where(): string {
    return this.#clauses.join(' and ');
  }

  parameter(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  add(clause: string): void {
    this.#clauses.push(clause);
  }

  /**
   * By the catalogue's code, which the index is ordered by, or by a coding the catalogue does not know. Measurements with
   * such codings are few and are found first, so that the rest is answered from the index.
   */
  codes(tokens: CodeToken[] | undefined): void {
    if (!tokens) return;
    const known = this.parameter(
      tokens.flatMap(({ system, code }) =>
        system === '' ? [] : (vitalSignByCode(system, code)?.code.code ?? []),
      ),
    );
    const codings = this.#anyOf('codings', tokens);
    const coded = (column: string) => `array(select ${column} from measurement as coded
      where person = $1 and codings is not null and ${codings})`;
    this.add(`code = any(${known}::text[] || ${coded('code')})`);
    this.add(`(code = any(${known}) or number = any(${coded('number')}))`);
  }

  categories(tokens: CodeToken[] | undefined): void {
    if (tokens) this.add(this.#anyOf('categories', tokens));
  }

  /** Whether a column of `system|code` texts holds any of the tokens. */
  #anyOf(column: string, tokens: CodeToken[]): string {
    const exact = tokens.flatMap(({ system, code }) => (system === undefined ? [] : `${system}|${code}`));
    const anySystem = tokens.flatMap(({ system, code }) => (system === undefined ? code : []));
    const held = `exists (select from unnest(${column}) as held
      where substring(held from '[^|]*$') = any(${this.parameter(anySystem)}::text[]))`;
    return `(${column} && ${this.parameter(exact)}::text[] or ${held})`;
  }

  /** Absent: everything that has not been withdrawn. */
  statuses(statuses: string[] | undefined): void {
    if (statuses) this.add(`status = any(${this.parameter(statuses)})`);
    else this.add(`status <> 'entered-in-error'`);
  }

  /** FHIR R4 search, prefixes on a period: https://hl7.org/fhir/R4/search.html#prefix */
  effective({ prefix, from, to }: DateFilter): void {
    const start = () => this.#instant(from);
    const end = () => this.#instant(to);
    // effective_to is not ordered in the index; no span reaches further back than the longest one.
    const reach = () => `effective_from > ${this.#instant(from - this.#longestSpan)}`;
    const inside = () => `(effective_from >= ${start()} and effective_to <= ${end()})`;
    const clauses: Record<DatePrefix, () => string> = {
      eq: inside,
      ne: () => `not ${inside()}`,
      gt: () => `(effective_to > ${end()} and ${reach()})`,
      ge: () => `((effective_to > ${end()} or ${inside()}) and ${reach()})`,
      lt: () => `effective_from < ${start()}`,
      le: () => `((effective_from < ${start()} or ${inside()}) and effective_from < ${end()})`,
      sa: () => `effective_from >= ${end()}`,
      eb: () => `(effective_to <= ${start()} and effective_from < ${start()})`,
    };
    this.add(clauses[prefix]());
  }

  received({ prefix, from, to }: DateFilter): void {
    const start = () => this.#instant(from);
    const end = () => this.#instant(to);
    const inside = () => `(received >= ${start()} and received < ${end()})`;
    const clauses: Record<DatePrefix, () => string> = {
      eq: inside,
      ne: () => `not ${inside()}`,
      gt: () => `received >= ${end()}`,
      sa: () => `received >= ${end()}`,
      ge: () => `received >= ${start()}`,
      lt: () => `received < ${start()}`,
      eb: () => `received < ${start()}`,
      le: () => `received < ${end()}`,
    };
    this.add(clauses[prefix]());
  }

  #instant(milliseconds: number): string {
    return `${this.parameter(new Date(milliseconds))}::timestamptz`;
  }
}
