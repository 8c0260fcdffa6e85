import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file of the project: its path from the root, with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What git ignores is not part of the project. */
const ignored = new Set(['.git', '.data', '.svelte-kit', 'dist', 'node_modules', 'test-results']);

/** All text files of the project that the rules are about, wherever they lie. */
export function readProject(root: string, folder = ''): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (ignored.has(entry.name) || entry.name.endsWith('.log')) return [];
    if (entry.isDirectory()) return readProject(root, path);
    return [{ path, text: isBinary(path) ? '' : readFileSync(join(root, path), 'utf8') }];
  });
}

const isBinary = (path: string) => /\.(png|webp|ico|woff2)$/.test(path);

export const isCode = ({ path }: SourceFile) => /\.(ts|mjs|js|svelte)$/.test(path);
