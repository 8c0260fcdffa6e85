import { listOf } from '../../clinical/untrusted.ts';
import { malformed } from '../remote/failures.ts';

/**
 * Where a Bundle goes on. Only an address of the server itself, below its base, is good: the token goes with it.
 * @param base without a trailing slash
 */
export function nextPage(bundle: Record<string, unknown>, base: string): URL | undefined {
  const [next, ...more] = listOf(bundle.link as fhir4.BundleLink[]).filter(
    ({ relation }) => relation === 'next',
  );
  if (!next) return undefined;
  const address =
    typeof next.url === 'string' && URL.canParse(next.url, `${base}/`)
      ? new URL(next.url, `${base}/`)
      : undefined;
  if (!address || more.length > 0) throw malformed('has a link to its next page that cannot be followed');
  if (!isBelow(address, new URL(base))) throw malformed('goes on at an address that is not its own');
  address.hash = '';
  return address;
}

function isBelow({ origin, pathname, username, password }: URL, base: URL): boolean {
  const root = base.pathname.replace(/\/$/, '');
  const inside = pathname === root || pathname.startsWith(`${root}/`);
  return origin === base.origin && inside && username === '' && password === '';
}

/** Whether a national number stands in an address, however it is written. */
export function names(address: URL, number: string): boolean {
  return address.href.includes(number) || plain(address).includes(number);
}

function plain({ pathname, search }: URL): string {
  try {
    return decodeURIComponent(pathname + search);
  } catch {
    return pathname + new URLSearchParams(search).toString();
  }
}
