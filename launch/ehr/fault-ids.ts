import { faults, type FaultId } from '#fixtures/faults.ts';

export type { FaultId } from '#fixtures/faults.ts';

/** The faults that are another address of the app rather than another behaviour of the EHR. At most one at a time. */
export const addressFaults = ['facade-unreachable', 'store-slow', 'store-down'] as const;

export type AddressFault = (typeof addressFaults)[number];

export function isFaultId(text: unknown): text is FaultId {
  return faults.some(({ id }) => id === text);
}

export function isAddressFault(fault: FaultId): fault is AddressFault {
  return addressFaults.some((id) => id === fault);
}
