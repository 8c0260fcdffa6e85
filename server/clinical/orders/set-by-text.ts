import type { OrderVersion } from './order.ts';

const date = new Intl.DateTimeFormat('nb-NO', { timeZone: 'Europe/Oslo', dateStyle: 'long' });

/** Who set it, where and from when, for clinicians: the end of a sentence that says what. */
export function setByText({ setBy, from }: OrderVersion): string {
  return `satt av ${setBy.name}, ${setBy.organization.name}, gjelder fra ${date.format(from)}`;
}
