import type { Directory } from '../directory.ts';
import type { PractitionerRecord } from '../records.ts';

/** Role and organisation, as in `Fastlege, Bjørkelia legesenter`. */
export function roleText(directory: Directory, { roles }: PractitionerRecord): string {
  return roles
    .map(({ code, organization }) => {
      const employer = directory.organization(organization?.reference?.split('/')[1] ?? '');
      return [code?.[0]?.text, employer?.resource.name].filter(Boolean).join(', ');
    })
    .join('; ');
}
