import { alsoDeliveredByUrl } from '../../clinical/canonical.ts';
import { vitalSignByCode } from '../../clinical/vital-signs.ts';
import type { Aside } from '../../delivery/set-aside.ts';
import type { Finding } from '../../observation/additions.ts';
import { servedMembers, servedMeta } from '../../observation/served-text.ts';
import { decodeJudgement } from '../judgement.ts';
import type { IndividualJudge, IndividualJudgement } from '../individual-judge.ts';
import type { StoredObservation } from '../national-store.ts';
import type { StoredContext } from './contexts.ts';
import { observationId, type PersonRow } from './person.ts';
import type { Point } from './point.ts';
import { showNumber } from './own-number.ts';
import { fillTemplate, hole } from './template.ts';

/** A measurement as it lies in the table. */
export interface StoredRecord {
  point: Point;
  /** Absent when another store does not say when it received the measurement. */
  received?: number;
  variables: string[];
}

/** Whose measurements are written. */
type Named = Pick<PersonRow, 'person' | 'ownNumber'>;

/** Stands for the value in the catalogue's unit. */
const canonicalValue = '\uFFFE';
/** Either of the two, with a character that says which one it is. */
const slot = /([\uFFFF\uFFFE][\uE000-\uF8FF])/;
const place = (index: number) => String.fromCharCode(0xe000 + index);
const placeOf = (text: string) => text.charCodeAt(1) - 0xe000;

/** Text pieces and, between them, what is filled in: a variable as sent or the canonical value of a part. */
interface ServedTemplate {
  meta: string;
  pieces: string[];
  slots: { variable?: number; part?: number }[];
}

/**
 * Writes Observations as they are served, from their kind's text and their own variables. What the facade adds depends on
 * little more than the kind and the flags: it is worked out once for each combination. One person, one request.
 */
export class ServedWriter {
  readonly #person: Named;
  readonly #contexts: ReadonlyMap<number, StoredContext>;
  readonly #judge: IndividualJudge | undefined;
  readonly #templates = new Map<string, ServedTemplate>();

  constructor(person: Named, contexts: ReadonlyMap<number, StoredContext>, judge?: IndividualJudge) {
    this.#person = person;
    this.#contexts = contexts;
    this.#judge = judge;
  }

  /** @param othersThan the names of other sources than this one that delivered the same */
  write(
    { point, received, variables }: StoredRecord,
    othersThan: (source: string) => readonly string[] = () => [],
  ): StoredObservation {
    const context = this.#contextOf(point);
    const alsoFrom = othersThan(context.description.source);
    const individual = this.#judge?.of(context, point);
    const { meta, pieces, slots } = this.#templateOf(point, alsoFrom, individual);
    const id = observationId(this.#person.person, point.number);
    const updated = received === undefined ? '' : `,"lastUpdated":"${new Date(received).toISOString()}"`;
    let text = `"id":"${id}","meta":{"versionId":"${point.version}"${updated}${meta}},${pieces[0] ?? ''}`;
    for (const [index, { variable, part }] of slots.entries()) {
      text +=
        variable === undefined ? String(point.values[part ?? 0]) : this.#named(variables[variable] ?? '');
      text += pieces[index + 1] ?? '';
    }
    return {
      id,
      version: point.version,
      ...(received !== undefined && { received }),
      source: context.description.source,
      text,
    };
  }

  /** The Observation as its source sent it, without `subject`. */
  original({ point, variables }: StoredRecord): string {
    return this.#named(fillTemplate(this.#contextOf(point).template, variables));
  }

  #named(text: string): string {
    return showNumber(text, this.#person.ownNumber);
  }

  #contextOf({ context }: Point): StoredContext {
    const found = this.#contexts.get(context);
    if (!found) throw new Error('A measurement has a context that is not in the dictionary');
    return found;
  }

  #templateOf(
    point: Point,
    alsoFrom: readonly string[],
    individual: IndividualJudgement | undefined,
  ): ServedTemplate {
    const judgements = individual?.judgementsOf(point) ?? point.judgements;
    const key = [
      point.context,
      individual?.key,
      judgements.join(),
      impossibleParts(point).join(),
      ...alsoFrom,
    ].join('|');
    const known = this.#templates.get(key);
    if (known) return known;
    const context = this.#contextOf(point);
    const limits = individual?.limits ?? context.description.limits;
    let holes = 0;
    const text = this.#named(context.template).replaceAll(hole, () => hole + place(holes++));
    const extensions = alsoFrom.map((display) =>
      JSON.stringify({ url: alsoDeliveredByUrl, valueReference: { type: 'Organization', display } }),
    );
    const parts = servedMembers(
      text,
      findingsOf(context, { ...point, judgements }, limits),
      extensions,
    ).split(slot);
    const made = {
      meta: servedMeta(text),
      pieces: parts.filter((_, index) => index % 2 === 0),
      slots: parts.flatMap((part, index) => (index % 2 === 0 ? [] : [slotOf(part)])),
    };
    this.#templates.set(key, made);
    return made;
  }
}

function slotOf(text: string): ServedTemplate['slots'][number] {
  return text.startsWith(hole) ? { variable: placeOf(text) } : { part: placeOf(text) };
}

function impossibleParts({ aside }: Point): number[] {
  if (aside === null) return [];
  return (JSON.parse(aside) as Aside[]).flatMap(({ part, reason }) =>
    part !== undefined && reason === 'impossible' ? [part] : [],
  );
}

/** What was found about the measurement, as the point and its context tell it. @param limits per part, what it was judged by */
function findingsOf(
  { placement }: StoredContext,
  point: Point,
  limits: StoredContext['description']['limits'],
): Finding[] {
  const vitalSign = placement.code === undefined ? undefined : vitalSignByCode(undefined, placement.code);
  const impossible = impossibleParts(point);
  return (vitalSign?.parts ?? []).map((part, index): Finding => {
    const { component, unit } = placement.parts[index] ?? {};
    const judgement = point.judgements[index];
    const { interpretation, improbable } =
      typeof judgement === 'number' ? decodeJudgement(judgement) : { improbable: false };
    const converted = point.values[index] !== null && part.unit !== undefined && unit !== part.unit;
    return {
      part,
      component,
      interpretation,
      limits: limits[index] ?? null,
      plausibility: impossible.includes(index) ? 'impossible' : improbable ? 'improbable' : 'plausible',
      ...(converted && { canonical: canonicalValue + place(index) }),
    };
  });
}
