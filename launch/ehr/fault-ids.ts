/** What the sandbox can let go wrong in one launch; `launch/README.md` says how each is done. */
export const faultIds = [
  'token-expires',
  'introspection-down',
  'introspection-slow',
  'narrowed-scope',
  'no-patient',
  'patient-without-national-id',
  'practitioner-without-hpr',
  'facade-unreachable',
  'store-slow',
  'store-down',
] as const;

export type FaultId = (typeof faultIds)[number];

/** The faults that are another address of the app rather than another behaviour of the EHR. At most one at a time. */
export const addressFaults = ['facade-unreachable', 'store-slow', 'store-down'] as const;

export type AddressFault = (typeof addressFaults)[number];

export function isFaultId(text: unknown): text is FaultId {
  return faultIds.some((id) => id === text);
}

export function isAddressFault(fault: FaultId): fault is AddressFault {
  return addressFaults.some((id) => id === fault);
}
