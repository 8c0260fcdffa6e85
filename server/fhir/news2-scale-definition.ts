import { news2ScaleUrl } from '../clinical/canonical.ts';
import { extensionDefinition } from './extension-definition.ts';

/** The extension that the scale for saturation stands in: why it is so is in server/orders/README.md. */
export const news2ScaleDefinition = extensionDefinition(
  {
    id: 'news2-scale',
    url: news2ScaleUrl,
    name: 'News2Scale',
    title: 'The scale for oxygen saturation by which the patient’s NEWS2 is scored',
    description:
      'As a clinician has decided it for the patient: scale 2 for confirmed hypercapnic failure, with a target of 88–92 %. On an order of oxygen saturation or NEWS2 alone. Absent: nothing is decided, and neither scale is taken for granted.',
  },
  [
    { id: 'Extension', path: 'Extension', min: 0, max: '1' },
    { id: 'Extension.extension', path: 'Extension.extension', max: '0' },
    { id: 'Extension.url', path: 'Extension.url', fixedUri: news2ScaleUrl },
    {
      id: 'Extension.value[x]',
      path: 'Extension.value[x]',
      min: 1,
      type: [{ code: 'positiveInt' }],
      definition: '1 or 2.',
    },
  ],
);
