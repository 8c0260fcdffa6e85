import { monitoringLimitsUrl } from '../clinical/canonical.ts';
import { extensionDefinition } from './extension-definition.ts';

type Element = fhir4.ElementDefinition;

/** One extension in the extension: its slice, its name, its type. */
function slice(name: string, max: string, type: string | undefined, definition: string, min = 0): Element[] {
  const path = 'Extension.extension';
  const id = `${path}:${name}`;
  return [
    { id, path, sliceName: name, min, max, definition },
    { id: `${id}.url`, path: `${path}.url`, fixedUri: name },
    ...(type === undefined
      ? []
      : [{ id: `${id}.value[x]`, path: `${path}.value[x]`, type: [{ code: type }] }]),
  ];
}

const unit =
  "In the catalogue's unit (ObservationDefinition), with no more decimals than values are compared with.";

/** The extension that individual limits stand in: why it is so is in server/orders/README.md. */
export const monitoringLimitsDefinition = extensionDefinition(
  {
    id: 'monitoring-limits',
    url: monitoringLimitsUrl,
    name: 'MonitoringLimits',
    title: 'What a monitoring order asks of one number of a vital sign',
    description:
      'Limits, target and changes of a vital sign, or of one component of a panel. A limit is the first value that is flagged. Limits rise from redLow to redHigh. A side without any limit keeps the general default of that side.',
  },
  [
    { id: 'Extension', path: 'Extension', min: 0, max: '*' },
    ...slice('part', '1', 'Coding', 'The vital sign itself, or a component of the panel.', 1),
    ...slice('redLow', '1', 'Quantity', `This value and lower is red (LL). ${unit}`),
    ...slice('yellowLow', '1', 'Quantity', `This value and lower is yellow (L). ${unit}`),
    ...slice('yellowHigh', '1', 'Quantity', `This value and higher is yellow (H). ${unit}`),
    ...slice('redHigh', '1', 'Quantity', `This value and higher is red (HH). ${unit}`),
    ...slice('target', '1', 'Range', `Where the value is wanted, ends included, between the limits. ${unit}`),
    ...slice(
      'change',
      '*',
      undefined,
      'Extensions level (code: yellow, red), direction (code: rise, fall), by (Quantity) and days (positiveInt): flagged when the value changes by more than `by` within so many days of 24 hours.',
    ),
    ...slice(
      'persistence',
      '1',
      undefined,
      'Extensions needed and of (positiveInt): yellow counts when `needed` of the last `of` values are beyond a limit. Red counts at once.',
    ),
    { id: 'Extension.url', path: 'Extension.url', fixedUri: monitoringLimitsUrl },
    { id: 'Extension.value[x]', path: 'Extension.value[x]', max: '0' },
  ],
);
