import { AxeBuilder } from '@axe-core/playwright';
import type { Frame, FrameLocator, Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { stack } from './stack.ts';

export interface LaunchRequest {
  patient?: string;
  practitioner?: string;
  faults?: string[];
  tokenLifetime?: number;
  scope?: string;
}

/** Asks the sandbox EHR for a launch; answers the app's launch URL. */
export async function launchUrl(request: LaunchRequest): Promise<string> {
  const response = await fetch(`${stack().ehr}/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ practitioner: 'gp', ...request }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { url: string }).url;
}

/** Opens the app in a tab, as the EHR would. */
export async function launch(page: Page, request: LaunchRequest): Promise<void> {
  await page.goto(await launchUrl(request));
}

/** Opens the EHR's own window with the app in its frame. */
export async function openInFrame(page: Page, patient: string, practitioner = 'gp'): Promise<FrameLocator> {
  await page.goto(`${stack().ehr}/ehr?${new URLSearchParams({ patient, practitioner })}`);
  return page.frameLocator('iframe[title="Hjemmekurve"]');
}

export const overviewOf = (within: Page | FrameLocator) => within.locator('table.overview');
export const rowOf = (within: Page | FrameLocator, sign: string) => within.locator(`tr[data-sign="${sign}"]`);
export const failureOf = (within: Page | FrameLocator) => within.locator('[data-failure]');
export const noticeOf = (within: Page | FrameLocator, kind: string) =>
  within.locator(`[data-notice="${kind}"]`);

/** Goes to a vital sign's trend from the overview, by its link. */
export async function openTrend(within: Page | FrameLocator, sign: string): Promise<void> {
  await rowOf(within, sign).getByRole('link').click();
  await expect(within.locator('main h1')).toBeVisible();
}

/** By Tab alone, from where the focus is. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 60; press++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

/** No serious or critical finding of axe on what is shown; contrast and target size are judged by the same rules. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = grave.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect(told).toEqual([]);
}

/** Nothing has to be scrolled sideways to be read (WCAG 1.4.10), once the chart is drawn in its new width. */
export async function expectNoSidewaysScroll(page: Page | Frame): Promise<void> {
  await expect
    .poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
    .toBeLessThanOrEqual(0);
}

/** Collects what the browser complains about: blocked styles and scripts, exceptions. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}
