import { monitoringLimitsUrl, news2ScaleUrl, orderingOrganizationUrl } from '../clinical/canonical.ts';
import { limitNames, weekdays } from '../clinical/orders/order.ts';
import { isObject, list, oneOf, type Check } from '../delivery/structure/check.ts';
import { identifier, needing, obeyed, only, resourceMembers } from '../delivery/structure/closed.ts';
import {
  boolean,
  code,
  dateTime,
  decimal,
  positiveInt,
  text,
  time,
  uri,
} from '../delivery/structure/primitives.ts';

const coding = needing(
  ['system', 'code'],
  only({ system: uri, version: text, code, display: text, userSelected: boolean }),
);
const quantity = needing(['value'], only({ value: decimal, unit: text, system: uri, code }));
const reference = only({ reference: text, type: uri, identifier, display: text });

/** An extension without extensions of its own, with one value of this type. */
const valued = (name: string, check: Check): Check =>
  needing([name], only({ url: uri, [name]: check }, ['url']));

/** One that is made of others, each of which may stand once unless it is among those that may repeat. */
function composed(
  members: Record<string, Check>,
  needed: readonly string[],
  mayRepeat: readonly string[] = [],
): Check {
  const each: Check = (value) => {
    const url: unknown = isObject(value) ? value.url : undefined;
    const check = typeof url === 'string' && Object.hasOwn(members, url) ? members[url] : undefined;
    return check ? check(value) : unsupported('.url', Object.keys(members));
  };
  const shape = needing(['extension'], only({ url: uri, extension: list(each, 50) }, ['url']));
  return (value) => {
    const found = shape(value);
    if (found) return found;
    const urls = (value as { extension: fhir4.Extension[] }).extension.map(({ url }) => url);
    const twice = urls.findIndex((url, at) => urls.indexOf(url) < at && !mayRepeat.includes(url));
    if (twice >= 0) {
      return { path: `.extension[${twice}]`, rule: 'may stand once', code: 'invariant', reason: 'repeated' };
    }
    const missing = needed.find((url) => !urls.includes(url));
    if (missing === undefined) return undefined;
    const rule = `must hold the extension "${missing}"`;
    return { path: '.extension', rule, code: 'required', reason: 'element-missing' };
  };
}

function unsupported(path: string, names: readonly string[]) {
  return {
    path,
    rule: `must be ${names.join(' or ')}: what could not be obeyed is not left out in silence`,
    code: 'not-supported' as const,
    reason: 'element-not-supported',
  };
}

const limits = composed(
  {
    part: valued('valueCoding', coding),
    ...Object.fromEntries(limitNames.map((name) => [name, valued('valueQuantity', quantity)])),
    target: valued('valueRange', only({ low: quantity, high: quantity })),
    change: composed(
      {
        level: valued('valueCode', obeyed(code, ['yellow', 'red'])),
        direction: valued('valueCode', obeyed(code, ['rise', 'fall'])),
        by: valued('valueQuantity', quantity),
        days: valued('valuePositiveInt', positiveInt),
      },
      ['level', 'direction', 'by', 'days'],
    ),
    persistence: composed(
      { needed: valued('valuePositiveInt', positiveInt), of: valued('valuePositiveInt', positiveInt) },
      ['needed', 'of'],
    ),
  },
  ['part'],
  ['change'],
);

const rootExtensions: Record<string, Check> = {
  [monitoringLimitsUrl]: limits,
  [news2ScaleUrl]: valued('valuePositiveInt', positiveInt),
  [orderingOrganizationUrl]: valued('valueReference', reference),
};

const rootExtension: Check = (value) => {
  const url: unknown = isObject(value) ? value.url : undefined;
  const check =
    typeof url === 'string' && Object.hasOwn(rootExtensions, url) ? rootExtensions[url] : undefined;
  return check ? check(value) : unsupported('.url', Object.keys(rootExtensions));
};

const repeat = needing(
  ['boundsPeriod'],
  only({
    boundsPeriod: needing(['start'], only({ start: dateTime, end: dateTime })),
    frequency: positiveInt,
    period: decimal,
    periodUnit: obeyed(oneOf(['s', 'min', 'h', 'd', 'wk', 'mo', 'a']), ['h', 'd', 'wk']),
    dayOfWeek: list(oneOf(weekdays)),
    timeOfDay: list(time),
  }),
);

/** http://hl7.org/fhir/request-status */
export const requestStatuses = [
  'draft',
  'active',
  'on-hold',
  'revoked',
  'completed',
  'entered-in-error',
  'unknown',
];

/** A ServiceRequest in R4 with the elements that a monitoring order is made of, and no others. */
export interface SentServiceRequest extends fhir4.ServiceRequest {
  status: 'active' | 'completed' | 'revoked' | 'entered-in-error';
  code: fhir4.CodeableConcept & { coding: fhir4.Coding[] };
  occurrenceTiming: { repeat: fhir4.TimingRepeat & { boundsPeriod: fhir4.Period & { start: string } } };
  reasonCode: [{ text: string }];
}

const wholeServiceRequest = needing(
  ['code', 'occurrenceTiming', 'reasonCode'],
  only(
    {
      ...resourceMembers,
      extension: list(rootExtension, 50),
      status: obeyed(oneOf(requestStatuses), ['active', 'completed', 'revoked', 'entered-in-error']),
      intent: obeyed(code, ['order']),
      code: needing(['coding'], only({ coding: list(coding), text })),
      subject: reference,
      occurrenceTiming: needing(['repeat'], only({ repeat })),
      authoredOn: dateTime,
      requester: reference,
      reasonCode: list(needing(['text'], only({ text })), 1),
    },
    ['status', 'intent', 'subject'],
  ),
);

export const serviceRequest: Check = (value) =>
  isObject(value) && value.resourceType !== 'ServiceRequest'
    ? { path: '.resourceType', rule: 'must be ServiceRequest' }
    : wholeServiceRequest(value);
