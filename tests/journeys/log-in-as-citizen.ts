import type { Page } from '@playwright/test';
import { stack } from './stack.ts';

/** Opens the citizens' page and says who one is, and for whom when there is a choice. */
export async function logInAsCitizen(page: Page, name: string, patient?: string): Promise<void> {
  await page.goto(`${stack().app}/innbygger`);
  await page.getByRole('button', { name: 'Logg inn med Sandkasse-Helsenorge' }).click();
  await page.getByRole('radio', { name }).check();
  await page.getByRole('button', { name: 'Logg inn', exact: true }).click();
  if (patient === undefined) return;
  await page.getByRole('radio', { name: patient }).check();
  await page.getByRole('button', { name: 'Fortsett' }).click();
}
