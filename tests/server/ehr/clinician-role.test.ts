import { describe, expect, test } from 'vitest';
import { onlyRole, personnelCategorySystem } from '../../../server/ehr/clinician-role.ts';

const doctor = { system: personnelCategorySystem, code: 'LE', display: 'Lege' };
const codes: [string, unknown[], ReturnType<typeof onlyRole>][] = [
  ['text and category', [[{ coding: [doctor], text: 'Fastlege' }]], { text: 'Fastlege', category: 'LE' }],
  ['no text: the display', [[{ coding: [doctor] }]], { text: 'Lege', category: 'LE' }],
  [
    'another system is no category',
    [[{ coding: [{ ...doctor, system: 'x' }], text: 'Fastlege' }]],
    { text: 'Fastlege' },
  ],
  ['a category that is none', [[{ coding: [{ ...doctor, code: '<b>' }], text: 'Lege' }]], { text: 'Lege' }],
  ['said twice', [[{ text: 'Fastlege' }], [{ text: ' Fastlege ' }]], { text: 'Fastlege' }],
  ['two roles are none', [[{ text: 'Fastlege' }], [{ text: 'Overlege' }]], undefined],
  ['two in one PractitionerRole', [[{ text: 'Fastlege' }, { text: 'Overlege' }]], undefined],
  ['a role beside one that says nothing', [[{ text: 'Fastlege' }], [{}]], { text: 'Fastlege' }],
  ['control characters', [[{ text: 'Fast\u0000\nlege' }]], { text: 'Fast lege' }],
  ['a code without words', [[{ coding: [{ system: personnelCategorySystem, code: 'LE' }] }]], undefined],
  ['no code', [undefined], undefined],
  ['not a list', ['Fastlege'], undefined],
  ['nothing in the list', [[null, 4, 'x']], undefined],
  ['no PractitionerRole', [], undefined],
];

describe('a clinician’s role, for the log', () => {
  test.each(codes)('%s', (_, said, role) => {
    expect(onlyRole(said)).toEqual(role);
  });
});
