import { describe, expect, test } from 'vitest';
import { logCsv } from '../../../../app/citizen/log/log-csv.ts';
import { citizen, clinician, disclosed, languages, logEntry, source } from './entries.ts';

const { nb } = languages;

/** The fields of each row, read as a spreadsheet reads them. */
function rowsOf(csv: string): string[][] {
  return [...csv.matchAll(/(?:"(?:[^"]|"")*";?)+/g)].map(([line]) =>
    [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = '']) => field.replaceAll('""', '"')),
  );
}

function recordsOf(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = rowsOf(csv);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? '?'])));
}

describe('the log as CSV', () => {
  test('is UTF-8 with a mark, semicolons and CRLF, every row as long as the head', () => {
    const csv = logCsv([logEntry({ disclosed }), logEntry({ actor: source, action: 'deliver' })], nb);
    expect(csv.startsWith('\ufeff"Tidspunkt i Norge";"Tidssone";')).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(new Set(rowsOf(csv).map(({ length }) => length))).toEqual(
      new Set([Object.keys(nb.log.columns).length]),
    );
  });

  test('has all that is known, in words, times on Oslo’s clock', () => {
    const opened = { by: 'emergency' as const, reason: 'Falt; svarer "ikke".\nRinger 113' };
    const csv = logCsv([logEntry({ disclosed, opened, basis: 'ETREAT' })], nb);
    expect(recordsOf(csv)).toEqual([
      {
        'Tidspunkt i Norge': '2026-03-01 09:00:00',
        Tidssone: 'UTC+01:00',
        'Hva det gjelder': 'Helsepersonell som har sett',
        'Hva skjedde': 'Åse Fjellsjø så på målinger.',
        Hvem: 'Åse Fjellsjø',
        Rolle: 'helsepersonell',
        'HPR-nummer': '9144889',
        Virksomhet: 'Bjørkelia legesenter',
        Organisasjonsnummer: '312774100',
        Hvorfor: 'For å gi akutt helsehjelp',
        Sperren: 'Åpnet i en nødsituasjon',
        Begrunnelse: 'Falt; svarer "ikke".\nRinger 113',
        'Hvorfor ikke': '',
        'Hvilke målinger': 'Blodtrykk og Puls',
        'Målt fra og med': '2026-01-01 00:00:00',
        'Målt før': '2026-04-01 00:00:00',
        Antall: '180',
        Fingeravtrykk: disclosed.digest,
        Forespørsel: 'ad3f0c1e',
        Kode: 'search',
      },
    ]);
  });

  test('tells the two hours of an autumn night apart', () => {
    const at = (occurred: string) => logEntry({ occurred: Date.parse(occurred), actor: citizen });
    const csv = logCsv([at('2026-10-25T01:30:00Z'), at('2026-10-25T00:30:00Z')], nb);
    expect(recordsOf(csv).map((row) => [row['Tidspunkt i Norge'], row.Tidssone])).toEqual([
      ['2026-10-25 02:30:00', 'UTC+01:00'],
      ['2026-10-25 02:30:00', 'UTC+02:00'],
    ]);
  });

  test.each(['=1+1', '+47', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u00a0=1', '\u200b=1', '＝1'])(
    'holds no formula: %j',
    (reason) => {
      const opened = { by: 'consent' as const, reason };
      const [row] = recordsOf(
        logCsv([logEntry({ opened, actor: { ...clinician, name: reason } as never })], nb),
      );
      expect([row?.Begrunnelse, row?.Hvem]).toEqual([`'${reason}`, `'${reason}`]);
    },
  );

  test('leaves ordinary text as it was written', () => {
    const opened = { by: 'consent' as const, reason: 'Spurt i dag: ja - og takk' };
    expect(recordsOf(logCsv([logEntry({ opened })], nb))[0]?.Begrunnelse).toBe('Spurt i dag: ja - og takk');
  });
});
