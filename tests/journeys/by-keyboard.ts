import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** More stops than the longest way between two that a journey presses. */
const MOST_STOPS = 60;

const hasFocus = (element: Locator) =>
  element.evaluate((node) => node === node.ownerDocument.activeElement).catch(() => false);

/** By Tab alone, from where the focus is, or back by Shift and Tab. Every stop on the way can be seen. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let press = 0; press < MOST_STOPS; press++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
    await expectFocusSeen(page);
  }
  await expect(target).toBeFocused();
}

/** What has the focus is drawn as having it, is within the window, and nothing (the page's header) lies over it. */
async function expectFocusSeen(page: Page): Promise<void> {
  const hidden = () =>
    page.evaluate<string | null>(`(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const shown = element.closest('label') ?? element;
    const { top, bottom, left, right } = shown.getBoundingClientRect();
    const name = element.tagName + ' ' + (element.getAttribute('aria-label') ?? shown.textContent).trim().slice(0, 40);
    if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) return name + ': outside the window';
    const header = document.querySelector('header')?.getBoundingClientRect();
    const within = element.closest('header') !== null || element.matches('.ds-skip-link');
    if (!within && header && top >= 0 && bottom <= header.bottom) return name + ': under the header';
    const drawn = [getComputedStyle(element), getComputedStyle(element, '::after'), getComputedStyle(shown)].some(
      ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
    );
    return drawn || within || element.matches('[type=date]') ? null : name + ': not drawn as focused';
  })()`);
  await expect.poll(hidden).toBeNull();
}
