import { parseArgs } from 'node:util';

export interface Arguments {
  /** By name; a flag is true. */
  options: ReadonlyMap<string, string | true>;
  positionals: string[];
  faults: string[];
}

/** Reads a command line, naming all that is wrong with it rather than the first. */
export function readArguments(args: string[], known: Record<string, 'value' | 'flag'>): Arguments {
  const { tokens, positionals } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, kind]) => [name, { type: kind === 'value' ? 'string' : 'boolean' }]),
    ),
  });
  const options = new Map<string, string | true>();
  const faults: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === undefined) faults.push(`${rawName} is not an option of this command`);
    else if (options.has(name)) faults.push(`${rawName} is given more than once`);
    else if (kind === 'flag' && value !== undefined) faults.push(`${rawName} takes no value`);
    else if (kind === 'value' && (!value || value.startsWith('--'))) faults.push(`${rawName} needs a value`);
    if (kind !== undefined) options.set(name, value ?? true);
  }
  return { options, positionals, faults };
}
