import { isEnrolled } from './organization.ts';
import type { Organization } from './organization.ts';
import type { ListedOrganization } from './organizations.ts';

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'short',
});
const heads = ['orgnr', 'name', 'sector', 'delivers', 'consumes', 'state', 'clients'];

/** Whether an organisation is enrolled, in words; times are Oslo's. */
export function stateOf(organization: Organization, now: number): string {
  const { from, to } = organization;
  if (to !== undefined && to <= now) return `ended ${clock.format(to)}`;
  if (!isEnrolled(organization, now)) return `enrolled from ${clock.format(from)}`;
  return `enrolled since ${clock.format(from)}${to === undefined ? '' : ` until ${clock.format(to)}`}`;
}

/** A table for people. */
export function listText(organizations: readonly ListedOrganization[], now: number): string {
  if (organizations.length === 0) return 'No organisation is in the register.\n';
  const rows = organizations.map((organization) => {
    const { orgnr, name, sector, delivers, consumes, clients } = organization;
    const yes = (said: boolean) => (said ? 'yes' : 'no');
    const ids = clients.map(({ clientId }) => clientId).join(', ');
    return [orgnr, name, sector, yes(delivers), yes(consumes), stateOf(organization, now), ids || '-'];
  });
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[heads, ...rows].map(line).join('\n')}\n`;
}

/** The same for programs: one line, an array of `{orgnr, name, sector, delivers, consumes, from, to, enrolled, clients}`. */
export function listJson(organizations: readonly ListedOrganization[], now: number): string {
  const instant = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const objects = organizations.map((organization) => {
    const { from, to, clients, ...rest } = organization;
    return {
      ...rest,
      from: instant(from),
      to: instant(to),
      enrolled: isEnrolled(organization, now),
      clients: clients.map(({ clientId, jwks, jwksUri }) => ({
        client_id: clientId,
        ...(jwks && { jwks }),
        ...(jwksUri !== undefined && { jwks_uri: jwksUri }),
      })),
    };
  });
  return `${JSON.stringify(objects)}\n`;
}
