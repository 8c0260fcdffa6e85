/** Colours the canvas draws with, read from the page's CSS so that dark mode and forced colours reach it too. */
export interface Tokens {
  lines: readonly [string, string];
  /** Of a period that is only compared with. */
  earlier: string;
  red: string;
  yellow: string;
  none: string;
  band: string;
  bandYellow: string;
  bandRed: string;
  grid: string;
  ink: string;
  paper: string;
  focus: string;
  font: string;
  /** Forced colours: shapes and lines carry everything, fills nothing. */
  forced: boolean;
}

export function readTokens(element: Element): Tokens {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--hk-${name}`).trim();
  return {
    lines: [token('line-1'), token('line-2')],
    earlier: token('line-earlier'),
    red: token('red-mark'),
    yellow: token('yellow-mark'),
    none: token('none-mark'),
    band: token('band'),
    bandYellow: token('band-yellow'),
    bandRed: token('band-red'),
    grid: token('grid'),
    ink: token('ink'),
    paper: token('paper'),
    focus: token('focus'),
    font: style.fontFamily,
    forced: matchMedia('(forced-colors: active)').matches,
  };
}

/** Calls back when the page's colours change; answers the clean-up. */
export function watchTokens(changed: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
