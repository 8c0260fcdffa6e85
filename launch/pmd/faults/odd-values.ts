import { variant } from './template.ts';
import type { Template } from './template.ts';

/** What NHN's own published examples hold and FHIR or the profiles do not allow: one Observation of each kind. */
export function oddValues(template: Template, now: number): string[] {
  const {
    effectiveDateTime,
    effectivePeriod: _p,
    effectiveInstant: _i,
    effectiveTiming: _t,
    ...timeless
  } = template;
  const instant = typeof effectiveDateTime === 'string' ? effectiveDateTime : new Date(now).toISOString();
  return [
    variant(template, { status: 'registered' }),
    variant(timeless, { effectiveDateTime: '' }),
    variant(template, withoutUnits(template)),
    variant(timeless, { effectiveInstant: instant, issued: instant }),
  ];
}

function withoutUnits({ valueQuantity, component }: Template): Template {
  return {
    ...(isQuantity(valueQuantity) && { valueQuantity: { value: valueQuantity.value } }),
    ...(Array.isArray(component) && {
      component: (component as Template[]).map((one) => ({ ...one, ...withoutUnits(one) })),
    }),
  };
}

function isQuantity(value: unknown): value is { value: unknown } {
  return typeof value === 'object' && value !== null && 'value' in value;
}
