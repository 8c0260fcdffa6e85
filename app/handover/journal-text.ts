import { limitsUsed, type LimitUsed } from '../trends/limits-used.ts';
import { momentWords } from '../trends/moment-words.ts';
import { periodWords } from '../trends/period-words.ts';
import { countRanks } from '../trends/statistics.ts';
import { improbableCount } from '../trends/summary.ts';
import { besideLines } from './beside-text.ts';
import { comparisonLines } from './comparison-text.ts';
import { flagCountWords, statisticsWords } from './part-words.ts';
import { patientWords, type HandoverLanguage, type Subject } from './subject.ts';

/**
 * The trend as plain text for the journal: who, what, period, how many, means and extremes, flags by kind, the limits
 * and where they came from, what was withdrawn, notes and scores, the period before when it is asked for, when it was fetched and
 * made. What is missing or set aside is said. Never a national number, but for what somebody wrote in a note.
 * @param now epoch milliseconds at which the text is made
 */
export function journalText(language: HandoverLanguage, subject: Subject, now: number): string {
  const { words, handover, format } = language;
  const { summary } = handover;
  const { trend, days } = subject;
  const when = (instant: number) => format.when({ instant, dateOnly: false });
  const lines = [
    summary.heading(words.signs[trend.vitalSign.key]),
    patientLine(language, subject),
    summary.period(periodWords(language, days)),
    ...(subject.unreadable ? [summary.unreadable] : []),
    '',
    ...received(language, subject),
    ...limitLines(language, subject),
    ...block(besideLines(language, subject)),
    ...block(comparisonLines(language, subject)),
    '',
    summary.fetched(when(subject.asOf), when(now)),
    usedLimits(language, subject).length > 0
      ? `${summary.againstLimits} ${summary.noAssessment}`
      : summary.noAssessment,
  ];
  return lines
    .map((line) =>
      line
        .replaceAll('\u00ad', '')
        .replace(/[\s\u00a0\u202f]+/g, ' ')
        .trimEnd(),
    )
    .join('\n');
}

const block = (lines: readonly string[]) => (lines.length > 0 ? ['', ...lines] : []);

function patientLine(language: HandoverLanguage, { patient }: Subject): string {
  const { words } = language;
  const { name, born } = patientWords(language, patient);
  const birth = patient.birthDate ? `${words.patient.born.toLowerCase()} ${born}` : born.toLowerCase();
  return `${words.patient.label}: ${name}, ${birth}`;
}

function received(language: HandoverLanguage, { trend }: Subject): string[] {
  const { handover, format, words } = language;
  const { summary } = handover;
  const { moments, parts, setAside, vitalSign } = trend;
  if (vitalSign.valueKind === 'concept') return concepts(language, trend.setAside);
  if (moments.count === 0) return [summary.none, ...aside(language, setAside)];
  const latest = momentWords(language, trend, moments.count - 1);
  const { red, yellow, unjudged } = countRanks(moments.ranks);
  const improbable = improbableCount(trend);
  return [
    summary.count(format.number(moments.count)),
    summary.latest(
      latest.value,
      latest.time,
      `${latest.flags.map((flag) => flag.words).join('. ')}.${latest.improbable ? ` ${words.flags.improbable}.` : ''}`,
    ),
    ...(moments.count > 1 ? parts.flatMap((part) => statisticsWords(language, vitalSign, part)) : []),
    ...parts.map((_, index) => flagCountWords(language, trend, index)),
    ...(parts.length > 1
      ? [
          summary.worst(
            `${words.trend.summary.flagged(format.number(red), format.number(yellow))} ${words.trend.summary.unjudged(format.number(unjudged))}`,
          ),
        ]
      : []),
    ...(improbable > 0 ? [summary.improbableCount(format.number(improbable))] : []),
    ...aside(language, setAside),
  ];
}

/** How many are not on the line, by reason. */
function aside({ words, handover, format }: HandoverLanguage, items: Subject['trend']['setAside']): string[] {
  if (items.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const { reason } of items) {
    const told = words.reasons[reason] ?? reason;
    reasons.set(told, (reasons.get(told) ?? 0) + 1);
  }
  const told = [...reasons].map(([reason, count]) => `${reason}: ${format.number(count)}`);
  return [`${handover.summary.setAside(format.number(items.length))} (${told.join(', ')})`];
}

function concepts(
  { words, handover, format }: HandoverLanguage,
  items: Subject['trend']['setAside'],
): string[] {
  const [newest] = items;
  if (!newest) return [handover.summary.none];
  return [
    handover.summary.concepts(format.number(items.length)),
    handover.summary.latest(newest.text, newest.when ? format.when(newest.when) : words.timeUnknown, ''),
  ];
}

function limitLines(language: HandoverLanguage, subject: Subject): string[] {
  const { summary } = language.handover;
  if (subject.trend.moments.count === 0) return [];
  const used = usedLimits(language, subject);
  if (used.length === 0) return [summary.noLimits];
  return [
    summary.limits,
    ...used.map(
      ({ name, band, since, origin }) => `- ${[name, band, since].filter(Boolean).join(' ')} (${origin})`,
    ),
  ];
}

function usedLimits(language: HandoverLanguage, { trend, whole }: Subject): LimitUsed[] {
  return limitsUsed(language, trend, whole).filter(isAnother);
}

/** A limit that only paused, at values without one, is told once: those are counted as not assessed. */
function isAnother({ name, band, origin }: LimitUsed, index: number, all: LimitUsed[]): boolean {
  const before = all[index - 1];
  return before?.name !== name || before.band !== band || before.origin !== origin;
}
