import type { Pool } from '../../server/database/pool.ts';
import { enrol } from '../../server/organizations/enrol.ts';
import type { Enrolment } from '../../server/organizations/enrolment.ts';

/** Enrols an organisation that delivers, since 2020, unless `changes` say otherwise. */
export async function enrolDelivering(
  pool: Pool,
  organization: { orgnr: string; name: string },
  changes: Partial<Enrolment> = {},
): Promise<void> {
  const defaults = { sector: 'municipality', delivers: true, consumes: false } as const;
  const from = Date.parse('2020-01-01T00:00:00Z');
  await enrol(pool, [{ ...organization, ...defaults, from, ...changes }], Date.now());
}

/** The organisation of the tests' clinicians. */
export const bjorkelia = { orgnr: '312774100', name: 'Bjørkelia legesenter' };

/** Enrols an organisation whose clinicians read, since 2020, unless `changes` say otherwise. */
export async function enrolConsuming(
  pool: Pool,
  organization: { orgnr: string; name: string },
  changes: Partial<Enrolment> = {},
): Promise<void> {
  await enrolDelivering(pool, organization, { sector: 'gp', delivers: false, consumes: true, ...changes });
}
