/**
 * oidc-provider says at import that it is tested on Node 22 and later; on Node 20 that would be the sandbox's first line.
 * Every other warning of its passes.
 */
const { warn } = console;
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
};
const library = await import('oidc-provider').finally(() => {
  console.warn = warn;
});

export const { Provider, errors, interactionPolicy } = library;
