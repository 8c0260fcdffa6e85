import type { DeliveringSource, DeliveryOrigin } from '../../server/store/national-store.ts';
import { oslo } from './observation-builders.ts';

let requests = 0;

/** A source's client in a request of its own. */
export function originOf({ orgnr, name }: DeliveringSource): DeliveryOrigin {
  requests += 1;
  return { orgnr, name, clientId: `source-${orgnr}`, request: `delivery-${requests}`, occurred: Date.now() };
}

export const fromOslo = originOf(oslo);
