/** Frames on another site may be refused storage; fhirclient would die on it without a word. */
export function isStorageUsable(): boolean {
  const key = 'hjemmekurve.probe';
  try {
    sessionStorage.setItem(key, key);
    const kept = sessionStorage.getItem(key) === key;
    sessionStorage.removeItem(key);
    return kept;
  } catch {
    return false;
  }
}
