import type { NationalLogin } from './national-login.ts';

const PAUSE = 1500;

/** Asks until the login that goes on in another window is there. Stops with the signal; a passing failure is waited out. */
export async function waitForLogin(login: NationalLogin, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    await pause(signal);
    if (signal.aborted) return false;
    if (await login.isConnected(signal).catch(() => false)) return true;
  }
  return false;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('focus', end);
      resolve();
    };
    const timer = setTimeout(end, PAUSE);
    // The user comes back from the other window.
    addEventListener('focus', end, { once: true });
    signal.addEventListener('abort', end, { once: true });
  });
}
