/** SMART v2 letters that the app asks about. */
export type Permission = 'c' | 's';

const v1: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };
const pattern = /^(?:patient|user)\/(\*|[A-Za-z]+)\.(read|write|\*|[cruds]+)$/;

/**
 * Whether the scope of a token response (v1 or v2) lets the app do this with a type's resources of the launch's
 * patient. A scope that is narrowed by a search (`?…`) is not counted: what falls under it is the EHR's to say.
 */
export function isGranted(scope: string, type: string, permission: Permission): boolean {
  return scope.split(' ').some((one) => {
    const [, reached, access = ''] = pattern.exec(one) ?? [];
    return (reached === type || reached === '*') && (v1[access] ?? access).includes(permission);
  });
}
