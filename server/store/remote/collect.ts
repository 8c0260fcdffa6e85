import { hash } from 'node:crypto';
import { contentDigest } from '../../delivery/digest.ts';
import { compactJson } from '../../fhir/json-text.ts';
import type { StoredContext } from '../embedded/contexts.ts';
import { toPoint, type Point } from '../embedded/point.ts';
import { byTime } from '../embedded/walk.ts';
import { seriesKey, type Series } from '../embedded/series.ts';
import { fillTemplate, splitText } from '../embedded/template.ts';
import { findTwins, priorityOf, type TwinCandidate } from '../embedded/twins.ts';
import { KnownContents } from './known-contents.ts';
import { receive, type Content, type Received, type SoundContent } from './received.ts';

/** One measurement in memory. Its text is in two parts: what its kind shares, and its own. */
export interface Kept {
  point: Point;
  series: number;
  /** Absent when the store does not say. */
  received?: number;
  /** As in served.ts, joined by line breaks, which no JSON string holds: one flat text keeps no other alive. */
  variables: string;
}

/** Everything another store has of one person, in time order. */
export interface Collection {
  series: Series[];
  contexts: Map<number, StoredContext>;
  /** What is shown. */
  shown: Kept[];
  /** What is shown as another source's measurement of the same. */
  twins: Kept[];
  /** How much memory it takes, about. */
  bytes: number;
}

interface Standing extends Kept {
  identity: string;
  id: string;
  rank: number[];
}

/** Numbers of what many measurements share. */
interface Place {
  series: number;
  context: number;
}

const idBytes = 6;
/** Of one measurement in memory, beside its variables: point, numbers, list places. */
const keptBytes = 320;

/** Which of two versions of one measurement stands, where the store does not say when they arrived. */
const statusRank: Record<string, number> = { 'entered-in-error': 3, corrected: 2, amended: 2, final: 1 };

/**
 * Takes the Observations of one answer one by one. The same source and identifier is the same measurement: the version
 * that came last to the store stands. Two that nothing tells apart, but which differ, are both shown.
 */
export class Collector {
  readonly #storeName: string;
  readonly #series = new Map<string, Series>();
  /** By template, and by what else makes a context. */
  readonly #contextNumbers = new Map<string, Map<string, number>>();
  readonly #contexts = new Map<number, StoredContext>();
  readonly #standing = new Map<string, Standing[]>();
  readonly #known = new KnownContents();
  readonly #places = new WeakMap<Content, Place>();
  #bytes = 0;

  constructor(storeName: string) {
    this.#storeName = storeName;
  }

  /** @param isCompact whether it is known that the text has no white space between its parts */
  take(observation: fhir4.Observation, text: string, isCompact = false): void {
    const compact = isCompact ? text : compactJson(text);
    const { template, variables } = splitText(withoutNoncharacters(compact));
    const known = (make: () => SoundContent) => this.#known.get(template, variables, make);
    const received = receive(observation, this.#storeName, known);
    const { content, identifier, lastUpdated } = received;
    const { series, context } = this.#placeOf(content, template);
    const own = variables.join('\n');
    const id = typeof observation.id === 'string' ? observation.id : '';
    const version = Number(observation.meta?.versionId);
    this.#add({
      identity: identifier === '' ? `broken|${digest(template + own)}` : `${content.source}|${identifier}`,
      id: id || digest(template + own),
      rank: rankOf(received),
      point: toPoint(received, 0, Number.isInteger(version) && version > 0 ? version : 1, context),
      series,
      ...(lastUpdated !== undefined && { received: lastUpdated }),
      variables: own,
    });
  }

  end(): Collection {
    const kept = [...this.#standing.values()].flat();
    giveNumbers(kept);
    kept.sort((a, b) => byTime(a.point, b.point));
    const contexts = this.#contexts;
    const hidden = this.#findTwins(kept);
    const flat = kept.map(({ point, series, received, variables }): Kept => {
      this.#bytes += keptBytes + variables.length;
      return { point, series, variables, ...(received !== undefined && { received }) };
    });
    return {
      series: [...this.#series.values()],
      contexts,
      shown: flat.filter(({ point }) => !hidden.has(point.number)),
      twins: flat.filter(({ point }) => hidden.has(point.number)),
      bytes: this.#bytes,
    };
  }

  #add(added: Standing): void {
    const known = this.#standing.get(added.identity);
    if (!known) return void this.#standing.set(added.identity, [added]);
    const order = compareRanks(added.rank, known[0]?.rank ?? []);
    if (order > 0) this.#standing.set(added.identity, [added]);
    else if (order === 0 && !known.some((each) => this.#isSame(each, added))) known.push(added);
  }

  /** The same measurement twice in one answer, whatever ids it was given. */
  #isSame(a: Standing, b: Standing): boolean {
    return this.#contentOf(a) === this.#contentOf(b);
  }

  #contentOf({ point, variables }: Standing): string {
    const text = fillTemplate(this.#contexts.get(point.context)?.template ?? '', variables.split('\n'));
    return contentDigest(JSON.parse(text) as fhir4.Observation);
  }

  /** A content is of one template. */
  #placeOf(content: Content, template: string): Place {
    const known = this.#places.get(content);
    if (known) return known;
    const place = { series: this.#seriesOf(content).series, context: this.#contextOf(content, template) };
    this.#places.set(content, place);
    return place;
  }

  #seriesOf(content: Content): Series {
    const key = seriesKey(content);
    const { code, codings, categories, status } = content;
    const series = this.#series.get(key) ?? {
      series: this.#series.size + 1,
      code,
      codings,
      categories,
      status,
    };
    this.#series.set(key, series);
    return series;
  }

  #contextOf({ context, placement, source }: Content, template: string): number {
    const numbers = this.#contextNumbers.get(template) ?? new Map<string, number>();
    this.#contextNumbers.set(template, numbers);
    const key = JSON.stringify([source, context, placement]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#contexts.size + 1;
    numbers.set(key, number);
    this.#contexts.set(number, { source, description: context, placement, template });
    this.#bytes += 2 * template.length;
    return number;
  }

  #findTwins(kept: readonly Standing[]): Set<number> {
    const contexts = this.#contexts;
    if (new Set([...contexts.values()].map(({ source }) => source)).size < 2) return new Set();
    const bySeries = new Map<number, TwinCandidate[]>();
    for (const { point, series, id } of kept) {
      const context = contexts.get(point.context);
      if (!context) continue;
      const candidates = bySeries.get(series) ?? [];
      bySeries.set(series, candidates);
      candidates.push({
        number: point.number,
        source: context.source,
        rank: id,
        priority: priorityOf(point, context.description.limits),
        point,
        withdrawn: context.description.status === 'entered-in-error',
      });
    }
    return new Set([...bySeries.values()].flatMap((candidates) => [...findTwins(candidates)]));
  }
}

function rankOf({ lastUpdated, issued, content: { status } }: Received): number[] {
  return [lastUpdated ?? 0, statusRank[status] ?? 0, issued ?? 0];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, rank] of a.entries()) {
    const difference = rank - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers that follow from the store's own ids, so that a reference to a measurement stays good. */
function giveNumbers(kept: readonly Standing[]): void {
  const taken = new Set<number>();
  for (const each of [...kept].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    let number = hash('sha256', each.id, 'buffer').readUIntBE(0, idBytes);
    while (taken.has(number)) number++;
    taken.add(number);
    each.point.number = number;
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** As escapes: the same JSON, without the characters that templates mark places with. */
function withoutNoncharacters(text: string): string {
  return text.replace(
    /[\uFDD0-\uFDEF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
