import type { LogWords } from '../../language/citizen/log-nb.ts';
import type { Format } from '../../language/format.ts';
import type { Dictionary } from '../../language/nb.ts';
import { addDays, dateOf, startOfDate } from '../../time/oslo.ts';
import type { Days } from '../../time/period.ts';
import type { Agent } from './agent.ts';
import type { Disclosed } from './disclosed.ts';
import type { LogEntry } from './log-entry.ts';

/** What a line is told with: the log's words, and those of all the app. */
export interface LogLanguage {
  log: LogWords;
  words: Pick<Dictionary, 'signs'>;
  format: Pick<Format, 'list' | 'date' | 'when' | 'number'>;
  /** Whoever reads is the patient, so that what the patient did is told as «du». */
  readerIsPatient: boolean;
}

/** Looks a code up that may be any text. */
function wordOf<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

/** What happened, as one sentence. */
export function sentenceOf(entry: LogEntry, language: LogLanguage): string {
  const { log } = language;
  const who = whoOf(entry.agent, language);
  const text = wordOf(log.actions, entry.action);
  const code = entry.action || '–';
  if (entry.refused === undefined) return log.did(who, text?.did ?? log.unknownAction(code));
  return text ? log.tried(who, text.tried) : log.triedUnknown(who, code);
}

export function whoOf(agent: Agent, { log, readerIsPatient }: LogLanguage): string {
  if (agent.kind === 'self') return readerIsPatient ? log.who.you : log.who.self;
  if (agent.kind === 'source') return agent.organization || log.who.nameless;
  return agent.name || log.who.nameless;
}

/** A clinician's role as the journal system calls it, where it said one. */
export function roleOf(agent: Agent, { log }: Pick<LogLanguage, 'log'>): string {
  const { roles } = log.who;
  if (agent.kind === 'clinician') return agent.role || roles.clinician;
  if (agent.kind !== 'related') return roles[agent.kind];
  return agent.relation === 'other' ? roles.related : roles[agent.relation];
}

export function purposeOf({ action, agent, purpose }: LogEntry, { log }: Pick<LogLanguage, 'log'>): string {
  if (agent.kind === 'source' && action === 'deliver') return log.deliveredWhy;
  if (purpose === '') return log.notSaid;
  return wordOf(log.purposes, purpose) ?? log.unknownCode(purpose);
}

/** Why it was refused; undefined when it was not. */
export function refusalOf({ refused }: LogEntry, { log }: Pick<LogLanguage, 'log'>): string | undefined {
  if (refused === undefined) return undefined;
  if (refused === '') return log.notSaid;
  return wordOf(log.refusals, refused) ?? log.unknownCode(refused);
}

/** How a general restriction was opened; undefined when none was. */
export function openingOf({ opened }: LogEntry, { log }: Pick<LogLanguage, 'log'>): string | undefined {
  if (!opened) return undefined;
  return wordOf(log.openings, opened.by) ?? log.unknownCode(opened.by || '–');
}

/** Which kinds of measurements were asked for. */
export function signsOf(disclosed: Disclosed, { log, words, format }: LogLanguage): string {
  const { signs, unknown, further, delivered } = disclosed;
  const named = [
    ...signs.map((key) => words.signs[key]),
    ...unknown.map((code) => log.unknownCode(code)),
    ...(further === undefined ? [] : [log.furtherKinds(format.number(further))]),
  ];
  if (named.length > 0) return format.list(named);
  return delivered ? log.notSaid : log.everyKind;
}

export function countOf({ count, delivered = [] }: Disclosed, { log, format }: LogLanguage): string {
  if (delivered.length > 0) {
    return format.list(delivered.map((each) => log.delivered[each.way](format.number(each.count))));
  }
  if (count === undefined) return log.notSaid;
  if (count === 0) return log.countNone;
  return count === 1 ? log.countOne : log.count(format.number(count));
}

/** The measuring times that were asked for; an end at midnight in Oslo is the whole day before. */
export function periodOf(
  disclosed: Pick<Disclosed, 'from' | 'to' | 'delivered'>,
  { log, format }: LogLanguage,
): string {
  const { from, to, delivered } = disclosed;
  const { period } = log;
  const first = from === undefined ? undefined : edge(from, isMidnight(from), format);
  const last =
    to === undefined ? undefined : isMidnight(to) ? edge(to - 1, true, format) : edge(to, false, format);
  if (first !== undefined && last !== undefined) return period.both(first, last);
  if (first !== undefined) return period.from(first);
  if (last !== undefined) return period.to(last);
  return delivered ? log.notSaid : period.all;
}

function edge(instant: number, dateOnly: boolean, format: LogLanguage['format']): string {
  return format.when({ instant, dateOnly });
}

function isMidnight(instant: number): boolean {
  return startOfDate(dateOf(instant)) === instant;
}

/** Calendar days in Oslo, both inclusive. */
export function daysInWords({ from, to }: Days, language: LogLanguage): string {
  return periodOf(
    {
      ...(from && { from: startOfDate(from) }),
      ...(to && { to: startOfDate(addDays(to, 1)) }),
    },
    language,
  );
}
