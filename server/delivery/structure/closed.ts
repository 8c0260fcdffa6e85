import { shownName } from '../../fhir/parameters.ts';
import { fault, isObject, list, object, oneOf, type Check } from './check.ts';
import { boolean, code, id, instant, text, uri } from './primitives.ts';

/**
 * An object of these members and no others: what means something else than whoever sent it thinks is worse
 * than nothing, so what cannot be obeyed is refused by name.
 * @param required by R4 itself
 */
export function only(members: Record<string, Check>, required: readonly string[] = []): Check {
  const known = object(members, required);
  return (value) => {
    if (!isObject(value)) return known(value);
    const names = Object.keys(value);
    if (names.length === 0) return fault('must not be empty');
    const foreign = names.find((name) => !Object.hasOwn(members, name));
    if (foreign === undefined) return known(value);
    return {
      path: `.${shownName(foreign)}`,
      rule: 'is not supported: it could not be obeyed, and it is not left out in silence',
      code: 'not-supported',
      reason: 'element-not-supported',
    };
  };
}

/** Refuses (422) what R4 lets be absent and we do not. */
export function needing(names: readonly string[], check: Check): Check {
  return (value) => {
    const found = check(value);
    const missing = isObject(value) && names.find((name) => value[name] === undefined);
    if (found || !missing) return found;
    return { path: `.${missing}`, rule: 'is required', code: 'required', reason: 'element-missing' };
  };
}

/** A value of its type (400 when it is not) that can be obeyed (422 when it is another). */
export function obeyed(check: Check, values: readonly string[]): Check {
  return (value) =>
    check(value) ??
    (values.includes(value as string)
      ? undefined
      : {
          path: '',
          rule: `must be ${values.join(' or ')}`,
          code: 'not-supported',
          reason: 'value-not-supported',
        });
}

const codeableConcept = needing(
  ['coding'],
  only({
    coding: list(only({ system: uri, version: text, code, display: text, userSelected: boolean })),
    text,
  }),
);

/** A concept of which every coding is one of these. Displays and text are not kept. */
export function concept(accepted: readonly fhir4.Coding[]): Check {
  const names = accepted.map(({ system, code }) => `${system ?? ''}|${code ?? ''}`);
  return (value) => {
    const found = codeableConcept(value);
    if (found) return found;
    const { coding = [] } = value as fhir4.CodeableConcept;
    const foreign = coding.findIndex(({ system, code }) => !names.includes(`${system ?? ''}|${code ?? ''}`));
    if (foreign < 0) return undefined;
    return {
      path: `.coding[${foreign}]`,
      rule: `must be ${names.join(' or ')}`,
      code: 'code-invalid',
      reason: 'code-not-supported',
    };
  };
}

export const identifier = needing(['system', 'value'], only({ system: uri, value: text }));

/** What every resource may have, and what says nothing of its own: none of it is kept. */
export const resourceMembers: Record<string, Check> = {
  resourceType: code,
  id,
  meta: only({ versionId: id, lastUpdated: instant }),
  text: only(
    {
      status: obeyed(oneOf(['generated', 'extensions', 'additional', 'empty']), ['generated', 'empty']),
      div: text,
    },
    ['status', 'div'],
  ),
};
