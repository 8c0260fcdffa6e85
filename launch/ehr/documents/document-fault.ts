/** The elements of an R4 DocumentReference. */
const elements = [
  ...['resourceType', 'id', 'meta', 'implicitRules', 'language', 'text', 'contained', 'extension'],
  ...['modifierExtension', 'masterIdentifier', 'identifier', 'status', 'docStatus', 'type', 'category'],
  ...['subject', 'date', 'author', 'authenticator', 'custodian', 'relatesTo', 'description'],
  ...['securityLabel', 'content', 'context'],
];

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

type Loose = Record<string, unknown>;

/**
 * The first fault of what was sent as a DocumentReference, as `element: rule`; undefined when this record can keep it:
 * one text or PDF inside the resource, about a patient, with author, type and time.
 */
export function documentFault(sent: object): string | undefined {
  const document = sent as Loose;
  const unknown = Object.keys(document).find((name) => !elements.includes(name));
  if (unknown !== undefined) return `DocumentReference.${unknown}: no such element in R4.`;
  const fault = rules.find(([, holds]) => !holds(document));
  return fault && `DocumentReference.${fault[0]}`;
}

const rules: readonly [string, (document: Loose) => boolean][] = [
  ['modifierExtension: not understood here.', ({ modifierExtension }) => modifierExtension === undefined],
  ['status: must be current.', ({ status }) => status === 'current'],
  ['type.coding: needs a coding with system and code.', ({ type }) => hasCoding(type)],
  ['subject.reference: must be Patient/[id].', ({ subject }) => refersTo(subject, /^Patient\/[^/]+$/)],
  [
    'author: needs one or more references.',
    ({ author }) =>
      list(author).length > 0 && list(author).every((one) => refersTo(one, /^[A-Za-z]+\/[^/]+$/)),
  ],
  ['date: must be an instant with a time zone.', ({ date }) => isInstant(date)],
  ['content: must be one attachment.', ({ content }) => list(content).length === 1],
  [
    'content.attachment.contentType: must be text/plain or application/pdf.',
    (document) => /^(text\/plain|application\/pdf)(;|$)/.test(String(attachment(document)['contentType'])),
  ],
  ['content.attachment.data: must be base64, and not empty.', (document) => isData(attachment(document))],
  ['content.attachment.data: the text is not UTF-8.', (document) => isReadable(attachment(document))],
];

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function object(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function hasCoding(type: unknown): boolean {
  return list(object(type)['coding']).some(({ system, code }) => Boolean(system && code));
}

function refersTo(value: unknown, pattern: RegExp): boolean {
  const { reference } = object(value);
  return typeof reference === 'string' && pattern.test(reference);
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && instant.test(value) && !Number.isNaN(Date.parse(value));
}

function attachment({ content }: Loose): Loose {
  return object(list(content)[0]?.['attachment']);
}

function isData({ data }: Loose): boolean {
  return typeof data === 'string' && data.length > 0 && base64.test(data);
}

function isReadable({ contentType, data }: Loose): boolean {
  if (!String(contentType).startsWith('text/')) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(String(data), 'base64'));
    return true;
  } catch {
    return false;
  }
}
