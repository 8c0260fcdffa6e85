import type { Interpretation } from '#clinical/types.ts';
import type { Language } from '../language/language.svelte.ts';
import type { FlagLevel } from '../flags/flag.ts';
import { flagLevel, flagRank } from '../flags/flag.ts';
import { bandWords, flagWords, originName, partName, unitOf, valueWords } from '../flags/wording.ts';
import { comparatorCodes, flagCodes } from '../fhir/series.ts';
import type { Context } from '../fhir/trend.ts';
import { isNew } from '../visit/news.ts';
import type { SignTrend } from './sign-trend.ts';

type Words = Pick<Language, 'words' | 'format'>;

/** What a table row, a tooltip and the live region say about one moment: the same words in all three. */
export interface MomentWords {
  time: string;
  /** Machine-readable: an instant, or a date. */
  dateTime: string;
  value: string;
  /** The same without its unit. */
  numbers: string;
  flags: { level: FlagLevel; words: string }[];
  limit: string;
  by: string;
  improbable: boolean;
  /** Received since the clinician's last visit. */
  isNew: boolean;
}

export function momentWords(language: Words, trend: SignTrend, moment: number): MomentWords {
  const { words, format } = language;
  const { parts, moments, vitalSign } = trend;
  const values: string[] = [];
  const flags: MomentWords['flags'] = [];
  const limits: LimitWords[] = [];
  let [improbable, dateOnly, context]: [boolean, boolean, Context] = [false, false, {}];
  parts.forEach(({ part, series }, index) => {
    const row = moments.rows[index]?.[moment] ?? -1;
    if (row < 0) {
      values.push('–');
      flags.push({ level: 'none', words: `${partName(language, part)}: ${words.flags.missing}` });
      return;
    }
    const interpretation: Interpretation | undefined = flagCodes[series.flags[row] ?? 0];
    const used = trend.limits[series.limits[row] ?? -1];
    values.push(
      valueWords(language, part, series.values[row] ?? NaN, comparatorCodes[series.comparators[row] ?? 0]),
    );
    const told = flagWords(language, part, interpretation, used);
    const name = parts.length > 1 ? `${partName(language, part)}: ` : '';
    flags.push({ level: flagLevel(interpretation), words: name + told });
    if (used)
      limits.push({ name, band: bandWords(language, part, used), origin: originName(language, used) });
    improbable ||= series.improbable[row] === 1;
    dateOnly ||= series.dateOnly[row] === 1;
    context = trend.contexts[series.contexts[row] ?? -1] ?? context;
  });
  const instant = moments.times[moment] ?? 0;
  return {
    time: format.when({ instant, dateOnly }),
    dateTime: dateOnly ? format.isoDate(instant) : new Date(instant).toISOString(),
    value: `${values.join('/')} ${unitOf(vitalSign)}`.trim(),
    numbers: values.join('/'),
    flags: worstFirst(flags, words.flags.normal),
    limit: limits.length > 0 ? limitWords(language, limits) : withoutLimit(language, trend),
    by: contextWords(language, context),
    improbable,
    isNew: isNew(trend, moment),
  };
}

interface LimitWords {
  /** `Systolisk: `; empty for the only part. */
  name: string;
  band: string | undefined;
  origin: string;
}

/** Which limit judged, and where it came from: once for all parts when it is the same place, else part by part. */
function limitWords({ words }: Words, limits: readonly LimitWords[]): string {
  const told = (band: string, origin: string) =>
    [band && words.limits.normalBand(band), origin].filter(Boolean).join(' · ');
  if (new Set(limits.map(({ origin }) => origin)).size === 1) {
    return told(limits.flatMap(({ band }) => band ?? []).join(' / '), limits[0]?.origin ?? '');
  }
  return limits.map(({ name, band = '', origin }) => name + told(band, origin)).join('; ');
}

/** A sign that has limits, but not one that could decide about this value, is not a sign without limits. */
export function withoutLimit({ words }: Words, { parts }: SignTrend): string {
  return parts.some(({ part }) => part.defaultLimits) ? words.limits.unclear : words.limits.none;
}

/** Several parts that all are well need one word; otherwise those that are not, the worst first. A gap hides nothing. */
function worstFirst(flags: MomentWords['flags'], normal: string): MomentWords['flags'] {
  const sorted = flags.toSorted((a, b) => flagRank(b.level) - flagRank(a.level));
  const worse = sorted.filter(({ level }) => level !== 'normal');
  if (worse.length === 0) return flags.slice(0, 1).map(() => ({ level: 'normal', words: normal }));
  return worse.every(({ level }) => level === 'none') ? sorted : worse;
}

/** Who and where, `ukjent` when neither is known; then the equipment and a status that is not the ordinary one. */
export function contextWords({ words }: Pick<Words, 'words'>, context: Context): string {
  const who = [context.performer, context.organization ?? context.source].filter(Boolean);
  const also = context.alsoFrom && words.trend.alsoFrom(context.alsoFrom);
  const status = words.trend.status[context.status ?? ''];
  const more = [also, context.device, context.bodySite, status].filter(Boolean);
  return [who.join(', ') || words.unknown, ...more].join(' · ');
}

/** The moment in one sentence, for the live region; the tooltip shows the same words in lines. */
export function momentSentence(language: Words, trend: SignTrend, moment: number): string {
  const { time, value, flags, limit, by, improbable, ...told } = momentWords(language, trend, moment);
  const doubt = improbable ? [language.words.flags.improbable] : [];
  const news = told.isNew ? [language.words.trend.isNew] : [];
  return [time, ...news, value, ...flags.map((flag) => flag.words), ...doubt, limit, by].join('. ');
}
