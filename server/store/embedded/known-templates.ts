import { valueEnd } from '../../fhir/json-text.ts';
import { hole, splitText, type SplitText } from './template.ts';

/** A template, and what stands between its holes. */
interface Known {
  template: string;
  pieces: readonly string[];
}

/** More are not tried one after the other: taking a text apart anew costs about as much. */
const mostTried = 16;

/**
 * Takes texts apart as {@link splitText} does, with the same result. Most texts of a delivery are of a few kinds, and one
 * that stands letter for letter between the holes of a template met before need not be gone through member by member.
 */
export class KnownTemplates {
  readonly #known: Known[] = [];
  /** Where the last was found: sources send their kinds in turn. */
  #last = 0;

  split(text: string): SplitText {
    for (let tried = 1; tried <= this.#known.length; tried++) {
      const at = (this.#last + tried) % this.#known.length;
      const { template, pieces } = this.#known[at] as Known;
      const variables = variablesBetween(pieces, text);
      if (!variables) continue;
      this.#last = at;
      return { template, variables };
    }
    const split = splitText(text);
    if (this.#known.length < mostTried) {
      this.#known.push({ template: split.template, pieces: split.template.split(hole) });
    }
    return split;
  }
}

/** What stands between the pieces; undefined when the text is of another kind. It is compact JSON that has been parsed. */
function variablesBetween(pieces: readonly string[], text: string): string[] | undefined {
  const variables: string[] = [];
  let at = 0;
  for (let piece = 0; ; piece++) {
    const fixed = pieces[piece] as string;
    if (!text.startsWith(fixed, at)) return undefined;
    at += fixed.length;
    if (piece === pieces.length - 1) return at === text.length ? variables : undefined;
    const quoted = fixed.endsWith('"') ? 1 : 0;
    const first = text[at];
    if (!quoted && (first === '"' || first === '{' || first === '[')) return undefined;
    const end = valueEnd(text, at - quoted) - quoted;
    variables.push(text.slice(at, end));
    at = end;
  }
}
