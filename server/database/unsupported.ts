/** SQLSTATE feature_not_supported: what Citus says of statements about several persons that it cannot spread. */
export function isUnsupported(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '0A000';
}
