const key = (state: string) => `national-place-${state}`;

/** Remembers where in the app the user was while the page is away at HelseID; per launch, in this tab only. */
export function keepPlace(state: string, hash: string): void {
  sessionStorage.setItem(key(state), hash);
}

/** What was kept, once. */
export function takePlace(state: string): string {
  const hash = sessionStorage.getItem(key(state)) ?? '';
  sessionStorage.removeItem(key(state));
  return hash;
}
