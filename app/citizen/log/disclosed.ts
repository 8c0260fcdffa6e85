import { vitalSignByCode, vitalSigns, type VitalSignKey } from '#clinical/vital-signs.ts';

/** What a delivery did with measurements, in the order it is told. */
export const deliveredWays = ['created', 'changed', 'withdrawn', 'forwarded'] as const;
type DeliveredWay = (typeof deliveredWays)[number];

/** Which measurements an answer or a delivery held. */
export interface Disclosed {
  /** That were asked for, in the catalogue's order; with `unknown` empty: all kinds. */
  signs: VitalSignKey[];
  /** Codes, as `system|code`, that are in no catalogue entry: told as they are. */
  unknown: string[];
  /** How many codes there were beside those. */
  further?: number;
  /** Of the measuring times that were asked for, epoch milliseconds, half-open; absent: unbounded. */
  from?: number;
  to?: number;
  /** Absent: the event does not say. */
  count?: number;
  /** Of a delivery: how many of each; absent: it was a look, and without codes or period nothing limited it. */
  delivered?: { way: DeliveredWay; count: number }[];
  digest: string;
}

/** Of the entity: a delivery brought it (http://terminology.hl7.org/CodeSystem/object-role, Domain Resource). */
const broughtRole = '4';

export function disclosedOf(event: fhir4.AuditEvent): Disclosed | undefined {
  const entity = event.entity?.find(({ name }) => name === 'Observation');
  if (!entity) return undefined;
  const values = (type: string) =>
    (entity.detail ?? []).flatMap((each) => (each.type === type ? [each.valueString ?? ''] : []));
  const codes = values('code');
  const found = codes.map(signOf);
  const from = Date.parse(values('from')[0] ?? '');
  const to = Date.parse(values('to')[0] ?? '');
  const numberOf = (type: string) => {
    const [text = ''] = values(type);
    return /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const count = numberOf('count');
  const further = numberOf('further-codes');
  const delivered = deliveredWays.flatMap((way) => {
    const of = numberOf(way);
    return of === undefined ? [] : [{ way, count: of }];
  });
  return {
    signs: vitalSigns.map(({ key }) => key).filter((key) => found.includes(key)),
    unknown: codes.filter((_, index) => found[index] === undefined),
    ...(!Number.isNaN(from) && { from }),
    ...(!Number.isNaN(to) && { to }),
    ...(count !== undefined && { count }),
    ...(further !== undefined && { further }),
    ...(entity.role?.code === broughtRole && { delivered }),
    digest: values('digest')[0] ?? '',
  };
}

/** A vital sign's own code, or that of one of its parts (systolic pressure). */
function signOf(text: string): VitalSignKey | undefined {
  const cut = text.lastIndexOf('|');
  const [system, code] = cut < 0 ? [undefined, text] : [text.slice(0, cut), text.slice(cut + 1)];
  const whole = vitalSignByCode(system, code);
  if (whole) return whole.key;
  return vitalSigns.find(({ parts }) =>
    parts.some((part) =>
      [part.code, ...part.translations].some((each) => each.system === system && each.code === code),
    ),
  )?.key;
}
