/**
 * oidc-provider says at import that it is tested on Node 22 and later; on Node 20 that would be the sandbox's first line.
 * Every other warning of its passes.
 */
const { console: terminal } = globalThis;
const { warn } = terminal;
terminal.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
};
const library = await import('oidc-provider').finally(() => {
  terminal.warn = warn;
});

export const { Provider, errors, interactionPolicy } = library;
