/** An API protected by HelseID: its audience, which `resource` asks for, and its scopes. */
export interface HelseidApi {
  audience: string;
  scopes: readonly string[];
}

/** The audience and scopes of PMD are not published; these follow the naming of its sister APIs. */
export const sandboxApis: readonly HelseidApi[] = [
  { audience: 'nhn:pmd', scopes: ['nhn:pmd/read', 'nhn:pmd/write'] },
];

export const identityClaim = {
  pid: 'helseid://claims/identity/pid',
  securityLevel: 'helseid://claims/identity/security_level',
  hprNumber: 'helseid://claims/hpr/hpr_number',
} as const;

/** The claims of the ID token, by the scope that asks for them. */
export const identityScopes: Record<string, readonly string[]> = {
  openid: ['sub', 'sid'],
  profile: ['name', 'given_name', 'family_name'],
  'helseid://scopes/identity/pid': [identityClaim.pid],
  'helseid://scopes/identity/security_level': [identityClaim.securityLevel],
  'helseid://scopes/hpr/hpr_number': [identityClaim.hprNumber],
};

/** Scopes that any client may be registered for without belonging to one API. */
export const commonScopes: readonly string[] = [...Object.keys(identityScopes), 'offline_access'];

export const words = (text: string | undefined): string[] => text?.split(' ').filter(Boolean) ?? [];
