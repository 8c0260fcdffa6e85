/** `system|code`, `|code` (no system), `system|` (any code) or `code` (any system); a part left out is undefined. */
export interface TokenFilter {
  /** Undefined: any. Empty: none. */
  system: string | undefined;
  /** Undefined: any. */
  code: string | undefined;
}

/** Undefined when neither system nor code is said. */
export function readTokenFilter(value: string): TokenFilter | undefined {
  const bar = value.indexOf('|');
  const system = bar < 0 ? undefined : value.slice(0, bar);
  const code = value.slice(bar + 1) || undefined;
  return system || code ? { system, code } : undefined;
}

export function matchesToken(
  { system, code }: TokenFilter,
  found: { system: string | undefined; code: string },
): boolean {
  return (
    (system === undefined || system === (found.system ?? '')) && (code === undefined || code === found.code)
  );
}
