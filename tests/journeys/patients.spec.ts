import { test } from '@playwright/test';
import { patients } from '#fixtures/patients.ts';
import { restrictedPatient } from './restricted-patient.ts';
import { goWholeWay } from './whole-way.ts';

for (const patient of patients.filter(({ id }) => id !== restrictedPatient)) {
  test(`${patient.id}: from the EHR’s frame to overview, trend and table`, async ({ page }) => {
    await goWholeWay(page, patient);
  });
}
