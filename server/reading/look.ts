import type { Disclosed } from '../access-log/access-log.ts';
import { DisclosedVersions, numberIn } from '../access-log/digest.ts';
import type { CodeToken, Interval, StoredObservation, TrendPoint } from '../store/national-store.ts';

/** What one request got to see, however many questions it asked the store. */
export class Look {
  readonly #versions = new DisclosedVersions();
  readonly #codes = new Set<string>();
  #counted = 0;
  /** That holds all that was asked about; infinite ends are open. Undefined: nothing was. */
  #period: { from: number; to: number } | undefined;

  asked(codes: readonly CodeToken[] = [], { from = -Infinity, to = Infinity }: Interval = {}): void {
    for (const { system = '', code } of codes) this.#codes.add(`${system}|${code}`);
    const before = this.#period ?? { from, to };
    this.#period = { from: Math.min(before.from, from), to: Math.max(before.to, to) };
  }

  saw(observations: readonly StoredObservation[]): void {
    for (const { id, version } of observations) this.#versions.add(numberIn(id), version);
  }

  sawPoints(points: Iterable<TrendPoint>): void {
    for (const { number, version } of points) this.#versions.add(number, version);
  }

  counted(count: number): void {
    this.#counted = count;
  }

  /** A number of matches that is told without them is what was disclosed of them. */
  disclosed(): Disclosed {
    const versions = this.#versions;
    const { from = -Infinity, to = Infinity } = this.#period ?? {};
    return {
      codes: [...this.#codes].sort(),
      ...(from !== -Infinity && { from }),
      ...(to !== Infinity && { to }),
      count: versions.count || this.#counted,
      digest: versions.digest(),
    };
  }
}
