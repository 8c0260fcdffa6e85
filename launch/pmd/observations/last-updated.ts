import { memberSpans, skipBetween } from '../../deliver/json-spans.ts';
import type { StoredObservation } from './stored-observation.ts';

/** The text with `meta.lastUpdated`, and otherwise as it was sent. A `lastUpdated` of the sender's own stays. */
export function withLastUpdated({ text, storedAt }: StoredObservation): string {
  const added = `"lastUpdated":"${new Date(storedAt).toISOString()}"`;
  const meta = [...memberSpans(text, skipBetween(text, 0))].find(({ key }) => key === 'meta');
  if (!meta) return text.replace('{', () => `{"meta":{${added}},`);
  if (text[meta.start] !== '{') return text;
  const members = [...memberSpans(text, meta.start)];
  if (members.some(({ key }) => key === 'lastUpdated')) return text;
  const from = meta.start + 1;
  return `${text.slice(0, from)}${added}${members.length > 0 ? ',' : ''}${text.slice(from)}`;
}
