import { asObject, list } from './fhir-reader.ts';

const longest = 120;

/** Name to show of a HumanName list: `text`, else given and family; the official one before others. */
export function personName(resource: Record<string, unknown>): string | undefined {
  const names = list(resource.name)
    .map(asObject)
    .filter((name) => name !== undefined);
  const name = names.find(({ use }) => use === 'official') ?? names[0];
  if (!name) return undefined;
  const parts = [...list(name.given), name.family].filter((part) => typeof part === 'string');
  return displayText(name.text) ?? displayText(parts.join(' '));
}

/** One line of at most 120 characters; undefined when nothing is left. */
export function displayText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = value.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line ? line.slice(0, longest) : undefined;
}
