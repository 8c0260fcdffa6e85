import { openDataFile } from './data-file.ts';
import { readObservation } from './stored-observation.ts';
import type { StoredObservation } from './stored-observation.ts';

export interface Saved {
  observation: StoredObservation;
  /** PUT: whatever had the same id is gone. Otherwise it comes in addition, even with the same id. */
  replaces: boolean;
}

/** What PMD has, by the value of the patient's identifier. */
export interface Observations {
  /** Resolves when all are in the data file, if there is one; only then are they found. */
  save(saved: readonly Saved[]): Promise<void>;
  about(patient: string): StoredObservation[];
  close(): Promise<void>;
}

/** Reads what an earlier process left in `dataFile`. Throws an Error naming the line that cannot be read. */
export async function openObservations(dataFile?: string): Promise<Observations> {
  const byPatient = new Map<string, Set<StoredObservation>>();
  const byId = new Map<string, StoredObservation[]>();

  const keep = ({ observation, replaces }: Saved) => {
    const { id, patient } = observation;
    const same = byId.get(id) ?? [];
    if (replaces) for (const old of same.splice(0)) byPatient.get(old.patient.value)?.delete(old);
    byId.set(id, [...same, observation]);
    const own = byPatient.get(patient.value) ?? new Set();
    byPatient.set(patient.value, own.add(observation));
  };

  let lines = 0;
  const file =
    dataFile === undefined
      ? undefined
      : await openDataFile(dataFile, (line) => {
          lines += 1;
          const saved = fromLine(line);
          if (!saved) throw new Error(`${dataFile}: line ${lines} is not an Observation of PMD`);
          keep(saved);
        });

  return {
    save: async (saved) => {
      if (saved.length === 0) return;
      await file?.append(saved.map(toLine));
      saved.forEach(keep);
    },
    about: (patient) => [...(byPatient.get(patient) ?? [])],
    close: async () => file?.close(),
  };
}

function toLine({ observation: { text, storedAt }, replaces }: Saved): string {
  return JSON.stringify({ storedAt, replaces, text });
}

function fromLine(line: string): Saved | undefined {
  try {
    const { storedAt, replaces, text } = JSON.parse(line) as {
      storedAt: number;
      replaces: boolean;
      text: string;
    };
    const observation = readObservation(text, JSON.parse(text), { storedAt });
    return observation && { observation, replaces };
  } catch {
    return undefined;
  }
}
