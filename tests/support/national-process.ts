import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PmdFaultId } from '../../launch/pmd/faults/fault-ids.ts';

/** What the stand-ins' process is told to do. */
export type StandInOrder =
  { callbacks: string[] } | { faults: PmdFaultId[]; slowBy?: number | undefined } | { count: 'received' };

/** Stand-ins for HelseID and PMD in a process of their own, as far from the facade as the real ones. */
export interface NationalProcess {
  /** What the facade's environment needs to reach them. */
  environment: Record<string, string>;
  /** Who can log in: the sandbox's people, and `clinician-0`, `clinician-1` and so on. */
  people: { id: string; hpr: string }[];
  /** Facades at these origins, and no others, may log clinicians in. */
  register(...origins: string[]): Promise<void>;
  /** PMD has these faults and no others. @param slowBy how long the fault `slow` holds requests back, ms */
  setFaults(faults: PmdFaultId[], slowBy?: number): Promise<void>;
  /** How many requests have come to PMD. */
  received(): Promise<{ searches: number; deliveries: number }>;
  /** Cookies of a browser in which this person is logged in to HelseID. @param origin a registered facade */
  browserOf(person: string, origin: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param clinicians how many there are besides the sandbox's people */
export async function startNationalProcess(clinicians = 0): Promise<NationalProcess> {
  const program = fileURLToPath(new URL('national-stand-ins.ts', import.meta.url));
  const child = fork(program, [String(clinicians)], { execArgv: ['--import', 'tsx'] });
  const [{ environment, people }] = (await once(child, 'message')) as [
    Pick<NationalProcess, 'environment' | 'people'>,
  ];
  let orders = 0;
  const give = (order: StandInOrder): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = orders++;
      const take = (message: { id: number; answer: unknown }) => {
        if (message.id !== id) return;
        child.off('message', take);
        resolve(message.answer);
      };
      child.on('message', take);
      child.send({ id, order }, (error) => error && reject(error));
    });
  const issuer = environment['HELSEID_ISSUER'] ?? '';
  return {
    environment,
    people,
    register: async (...origins) => {
      await give({ callbacks: origins.map((origin) => `${origin}/helseid/callback`) });
    },
    setFaults: async (faults, slowBy) => {
      await give({ faults, slowBy });
    },
    received: () => give({ count: 'received' }) as ReturnType<NationalProcess['received']>,
    async browserOf(person, origin) {
      const query = new URLSearchParams({ person, return: `${origin}/` });
      const answer = await fetch(`${issuer}/sandbox/login?${query}`, { redirect: 'manual' });
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
      return cookies.join('; ');
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
