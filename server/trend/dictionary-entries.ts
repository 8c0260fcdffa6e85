import { orderReference } from '../observation/additions.ts';
import type { MeasurementContext, StoredLimits } from '../store/national-store.ts';
import { instant } from './instant.ts';

export type Description = Omit<MeasurementContext, 'limits'>;

/** `limits` of $trend: what values were judged by, and who decided it. */
export function limitsParameter(limits: StoredLimits): fhir4.ParametersParameter {
  const { origin, source, zones, order, setBy, persistence } = limits;
  return {
    name: 'limits',
    part: [
      { name: 'origin', valueCode: origin },
      { name: 'source', valueString: source },
      ...(order ? [{ name: 'order', valueReference: { reference: orderReference(order) } }] : []),
      ...(setBy
        ? [
            {
              name: 'setBy',
              part: [
                { name: 'name', valueString: setBy.name },
                { name: 'organization', valueString: setBy.organization },
                { name: 'from', valueInstant: instant(setBy.from) },
              ],
            },
          ]
        : []),
      ...(persistence
        ? [
            {
              name: 'persistence',
              part: [
                { name: 'needed', valueInteger: persistence.needed },
                { name: 'of', valueInteger: persistence.of },
              ],
            },
          ]
        : []),
      ...zones.map(({ interpretation, low, high }) => ({
        name: 'zone',
        part: [
          { name: 'interpretation', valueCode: interpretation },
          ...(low === undefined ? [] : [{ name: 'low', valueDecimal: low }]),
          ...(high === undefined ? [] : [{ name: 'high', valueDecimal: high }]),
        ],
      })),
    ],
  };
}

/** `context` of $trend: who, where and how. */
export function contextParameter(context: Description): fhir4.ParametersParameter {
  const { status, ...texts } = context;
  return {
    name: 'context',
    part: [
      { name: 'status', valueCode: status },
      ...Object.entries(texts).map(([name, valueString]) => ({ name, valueString })),
    ],
  };
}
