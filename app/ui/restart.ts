import { getContext, setContext } from 'svelte';

/** A way to begin anew that a page can offer itself, where trying again does not help. */
export interface Restart {
  label: () => string;
  run: () => void;
}

const context = Symbol('restart');

export function provideRestart(restart: Restart): void {
  setContext(context, restart);
}

/** Undefined where somebody else must open the page, as an EHR does. */
export function useRestart(): Restart | undefined {
  return getContext<Restart | undefined>(context);
}
