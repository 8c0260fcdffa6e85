import { csvOf } from '../../csv.ts';
import { osloStamp } from '../../time/oslo-stamp.ts';
import { kindOf } from './log-kinds.ts';
import type { LogEntry } from './log-entry.ts';
import * as told from './log-words.ts';
import type { LogLanguage } from './log-words.ts';

type Column = keyof LogLanguage['log']['columns'];

/** The log as CSV. Times are ISO 8601 on Oslo's clock, with the zone beside it. */
export function logCsv(entries: readonly LogEntry[], language: LogLanguage): string {
  const columns = Object.entries(language.log.columns) as [Column, string][];
  const rows = entries.map((entry) => {
    const row = rowOf(entry, language);
    return columns.map(([column]) => row[column]);
  });
  return csvOf([columns.map(([, name]) => name), ...rows]);
}

function rowOf(entry: LogEntry, language: LogLanguage): Record<Column, string> {
  const { at, agent, opened, disclosed, request, action } = entry;
  return {
    date: at === undefined ? '' : osloTime(at),
    offset: at === undefined ? '' : osloStamp(at).offset,
    kind: language.log.choose.kinds[kindOf(entry)],
    sentence: told.sentenceOf(entry, language),
    who: told.whoOf(agent, language),
    role: told.roleOf(agent, language),
    hpr: 'hpr' in agent ? agent.hpr : '',
    organization: 'organization' in agent ? agent.organization : '',
    orgnr: 'orgnr' in agent ? agent.orgnr : '',
    why: told.purposeOf(entry, language),
    opened: told.openingOf(entry, language) ?? '',
    reason: opened?.reason ?? '',
    refused: told.refusalOf(entry, language) ?? '',
    signs: disclosed ? told.signsOf(disclosed, language) : '',
    from: disclosed?.from === undefined ? '' : osloTime(disclosed.from),
    to: disclosed?.to === undefined ? '' : osloTime(disclosed.to),
    count: disclosed?.count === undefined ? '' : String(disclosed.count),
    digest: disclosed?.digest ?? '',
    request,
    action,
  };
}

/** `2026-03-01 09:00:00`, on Oslo's clock. */
function osloTime(instant: number): string {
  const { date, time } = osloStamp(instant);
  return `${date} ${time}`;
}
