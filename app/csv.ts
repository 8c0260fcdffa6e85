/**
 * A table as CSV that a Norwegian Excel opens as one: UTF-8 with a byte order mark, semicolons, CRLF. Numbers are the
 * caller's to write with a decimal comma. No field can be taken for a formula.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(field).join(';')}\r\n`).join('')}`;
}

/** What a spreadsheet would begin to compute gets an apostrophe before it (OWASP, CSV injection). */
function field(text: string): string {
  const safe = /^[\s\p{Cf}\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/u.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
