import type { ClinicianGrant } from '../access/grant.ts';

/** Who HelseID says has logged in. */
export interface Identity {
  hpr?: string;
  /** Fødselsnummer or D-number. */
  pid?: string;
  securityLevel?: string;
}

/** Why a login at HelseID is not this clinician's. */
export type IdentityFault = 'other-hpr' | 'other-pid' | 'identity-unknown' | 'security-level';

const claimNames = {
  hpr: 'helseid://claims/hpr/hpr_number',
  pid: 'helseid://claims/identity/pid',
  securityLevel: 'helseid://claims/identity/security_level',
} as const;

/** Claims of an ID token or of UserInfo. A claim that is null or empty is absent: HelseID says so of who has no HPR number. */
export function identityOf(claims: Record<string, unknown>): Identity {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const hpr = text(claimNames.hpr).replace(/^0+/, '');
  const pid = text(claimNames.pid);
  const securityLevel = text(claimNames.securityLevel);
  return { ...(hpr && { hpr }), ...(pid && { pid }), ...(securityLevel && { securityLevel }) };
}

/** Whether the claims tell of an HPR number, be it that there is none. */
export const tellsHpr = (claims: Record<string, unknown>) => claimNames.hpr in claims;

/**
 * The same person in both logins: the HPR number of HelseID is the practitioner's of the launch. Only when HelseID has
 * none, its pid must be the practitioner's own number. Whoever cannot be compared is refused.
 */
export function identityFault(
  { hpr, pid, securityLevel }: Identity,
  practitioner: ClinicianGrant['practitioner'],
): IdentityFault | undefined {
  if (hpr !== undefined && hpr !== practitioner.hpr) return 'other-hpr';
  if (hpr === undefined) {
    if (pid === undefined || practitioner.pid === undefined) return 'identity-unknown';
    if (pid !== practitioner.pid) return 'other-pid';
  }
  return securityLevel === undefined || securityLevel === '4' ? undefined : 'security-level';
}
