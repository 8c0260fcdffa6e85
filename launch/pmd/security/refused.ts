import { PmdRefusal } from '../pmd-refusal.ts';

/** HelseID's signature algorithms, for tokens and for DPoP proofs: asymmetric only. */
export const algorithms = ['RS', 'PS', 'ES'].flatMap((family) =>
  ['256', '384', '512'].map((size) => family + size),
);

const algs = `algs="${algorithms.join(' ')}"`;

/** 401 with the challenge of RFC 9449 §7.1; without an error when nothing was presented at all. */
export function unauthorized(
  description: string,
  error?: 'invalid_token' | 'invalid_dpop_proof',
): PmdRefusal {
  const cause = error ? `${errorWith(error, description)}, ` : '';
  return new PmdRefusal(401, 'login', description, { challenge: `DPoP ${cause}${algs}` });
}

/** 403 for a token that is good but not good enough. */
export function insufficient(description: string): PmdRefusal {
  return new PmdRefusal(403, 'forbidden', description, {
    challenge: `DPoP ${errorWith('insufficient_scope', description)}`,
  });
}

/** RFC 6750 §3 allows printable ASCII without quotation mark and backslash. */
function errorWith(error: string, description: string): string {
  return `error="${error}", error_description="${description.replace(/[^\x20-\x7e]|["\\]/g, "'")}"`;
}
