import { stringEnd, valueEnd } from '../../fhir/json-text.ts';

/** Stands where a text varies from one measurement to the next; a character that no sent text may hold. */
export const hole = '\uFFFF';

/** Of a text with more, the rest belongs to the template. */
const mostHoles = 1000;

/** Which members vary: `true` is a hole, a list is entered element by element. */
interface Variable {
  readonly [member: string]: true | Variable | readonly [Variable];
}

const valueMembers: Variable = {
  valueQuantity: { value: true },
  valueInteger: true,
  valueString: true,
  valueDateTime: true,
};

const variable: Variable = {
  id: true,
  meta: { versionId: true, lastUpdated: true },
  identifier: [{ value: true }],
  effectiveDateTime: true,
  effectiveInstant: true,
  effectivePeriod: { start: true, end: true },
  issued: true,
  ...valueMembers,
  component: [valueMembers],
  note: [{ text: true, time: true }],
};

export interface SplitText {
  /** The text with a {@link hole} where it varies: the same for all measurements of a kind. */
  template: string;
  /** What stands in the holes, in order: numbers as written, strings without their quotes and still escaped. */
  variables: string[];
}

/**
 * Splits the text of one Observation (compact JSON that has been parsed) into what measurements of its kind share and
 * what is its own. {@link fillTemplate} puts it together again, byte for byte.
 */
export function splitText(text: string): SplitText {
  const splitter = new Splitter(text);
  splitter.object(0, variable);
  return splitter.end();
}

/** Stands in the template of measurements that have notes, whose texts are their own. */
export const noteMember = '"note":[';

export function fillTemplate(template: string, variables: readonly string[]): string {
  let at = 0;
  return template.replaceAll(hole, () => variables[at++] ?? '');
}

class Splitter {
  readonly #text: string;
  readonly #variables: string[] = [];
  #template = '';
  #from = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): SplitText {
    return { template: this.#template + this.#text.slice(this.#from), variables: this.#variables };
  }

  /** @returns where the object that starts at `start` ends */
  object(start: number, members: Variable): number {
    let at = start + 1;
    while (this.#text[at] === '"') {
      const keyEnd = stringEnd(this.#text, at);
      const key = this.#text.slice(at + 1, keyEnd - 1);
      at = this.#value(keyEnd + 1, Object.hasOwn(members, key) ? members[key] : undefined);
      if (this.#text[at] === ',') at++;
    }
    return at + 1;
  }

  #value(start: number, what: Variable[string] | undefined): number {
    const first = this.#text[start];
    const scalar = first !== '{' && first !== '[';
    if (what === true && scalar && this.#variables.length < mostHoles) return this.#hole(start);
    if (what === undefined || what === true) return valueEnd(this.#text, start);
    if (first === '[' && Array.isArray(what)) return this.#list(start, what[0] as Variable);
    if (first === '{' && !Array.isArray(what)) return this.object(start, what as Variable);
    return valueEnd(this.#text, start);
  }

  #list(start: number, members: Variable): number {
    let at = start + 1;
    while (this.#text[at] !== ']') {
      at = this.#text[at] === '{' ? this.object(at, members) : valueEnd(this.#text, at);
      if (this.#text[at] === ',') at++;
    }
    return at + 1;
  }

  #hole(start: number): number {
    const end = valueEnd(this.#text, start);
    const quoted = this.#text[start] === '"' ? 1 : 0;
    this.#template += this.#text.slice(this.#from, start + quoted) + hole;
    this.#variables.push(this.#text.slice(start + quoted, end - quoted));
    this.#from = end - quoted;
    return end;
  }
}
