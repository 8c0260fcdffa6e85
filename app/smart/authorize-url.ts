import { Failure } from './failure.ts';

/**
 * Repairs the address fhirclient builds when the authorization endpoint has a query of its own: it glues `?` to
 * what already has one. Refuses anything that is not http(s).
 */
export function repairAuthorizeUrl(built: string): string {
  const first = built.indexOf('?');
  const second = built.indexOf('?response_type=');
  const url = second > first ? `${built.slice(0, second)}&${built.slice(second + 1)}` : built;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Failure('ehr-unavailable', 'authorization_endpoint');
  }
  return url;
}
