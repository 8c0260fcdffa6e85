import { contentKeyOf, type ContentKey } from './content-key.ts';
import type { SoundContent } from './received.ts';

/** A year of home measurements has some thousand; beyond this each is read for itself. */
const most = 5000;

/** Contents of one answer that were read before: most measurements say what one before them said, at another time. */
export class KnownContents {
  readonly #kinds = new Map<string, { keyOf: ContentKey; contents: Map<string, SoundContent> }>();
  #size = 0;

  /** @param template with its variables the text of an Observation that keeps R4's structure, by template.ts */
  get(template: string, variables: readonly string[], make: () => SoundContent): SoundContent {
    const { keyOf, contents } = this.#kindOf(template, variables.length);
    const key = keyOf(variables);
    const known = key === undefined ? undefined : contents.get(key);
    if (known) return known;
    const made = make();
    if (key !== undefined && this.#size < most) {
      contents.set(key, made);
      this.#size++;
    }
    return made;
  }

  #kindOf(template: string, places: number) {
    const known = this.#kinds.get(template);
    if (known) return known;
    const kind = { keyOf: contentKeyOf(template, places), contents: new Map<string, SoundContent>() };
    this.#kinds.set(template, kind);
    return kind;
  }
}
