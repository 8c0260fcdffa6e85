import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './source-file.ts';

/** Everything a file imports, as written: static, dynamic, type-only and re-exported. */
export function specifiers({ path, text }: SourceFile): string[] {
  const script = path.endsWith('.svelte') ? scriptsOf(text) : text;
  const { importedFiles } = ts.preProcessFile(script, true, true);
  const inMarkup = path.endsWith('.svelte') ? [...text.matchAll(/\bimport\(\s*['"`]([^'"`]+)['"`]/g)] : [];
  return [
    ...new Set([
      ...importedFiles.map(({ fileName }) => fileName),
      ...inMarkup.map((match) => match[1] ?? ''),
    ]),
  ];
}

/** Whether a file imports a module whose name is only known when it runs. */
export function importsComputedName({ text }: SourceFile): boolean {
  return /\bimport\(\s*[^'"\s]/.test(text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, ''));
}

/** Path from the root of what is imported; packages and node: modules keep their names. */
export function resolve(importer: string, specifier: string): string {
  if (specifier.startsWith('#clinical/')) return specifier.replace('#', 'server/');
  if (specifier.startsWith('#fixtures/')) return specifier.replace('#', '');
  if (specifier.startsWith('.')) return posix.join(posix.dirname(importer), specifier);
  return specifier;
}

/** Whether the specifier names one of the project's own files. */
export const isOwn = (specifier: string) => /^[.#]/.test(specifier);

function scriptsOf(svelte: string): string {
  return [...svelte.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map((match) => match[1] ?? '').join('\n');
}
