import { conditions, encounters } from '#fixtures/encounters.ts';
import { faults } from '#fixtures/faults.ts';
import { organizations } from '#fixtures/organizations.ts';
import { patients } from '#fixtures/patients.ts';
import { practitioners } from '#fixtures/practitioners.ts';
import { scenarios } from '#fixtures/scenarios.ts';
import { sources } from '#fixtures/sources.ts';
import { officeObservations } from './office-observations.ts';
import type { Records } from './records.ts';

/** The synthetic persons and organisations that the sandbox runs with. */
export function fixtureRecords(now: number): Records {
  const observations = officeObservations(
    patients.map(({ id }) => id),
    now,
  );
  return {
    organizations,
    practitioners,
    patients,
    encounters,
    conditions,
    observations,
    scenarios,
    faults,
    sources,
  };
}
