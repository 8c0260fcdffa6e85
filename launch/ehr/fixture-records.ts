import { conditions, encounters } from '#fixtures/encounters.ts';
import { citizens, representations } from '#fixtures/families.ts';
import { faults } from '#fixtures/faults.ts';
import { organizations } from '#fixtures/organizations.ts';
import { patients } from '#fixtures/patients.ts';
import { practitioners } from '#fixtures/practitioners.ts';
import { scenarios } from '#fixtures/scenarios.ts';
import { sources } from '#fixtures/sources.ts';
import type { PopulationRecords } from '../citizens/population.ts';
import { officeObservations } from './office-observations.ts';
import type { Records } from './records.ts';

/** Who can log in where citizens do, and for whom they act. */
export function fixtureCitizens(now: number): PopulationRecords {
  const today = new Date(now);
  return { citizens: citizens(today), representations: representations(today) };
}

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
