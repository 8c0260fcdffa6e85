import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressFault } from '../ehr/fault-ids.ts';
import { startFacade } from '../facade-process.ts';
import { startGateway } from './gateway.ts';
import { startRelay } from './relay.ts';
import type { LineState } from './relay.ts';

export interface FaultyAppOptions {
  /** Origin of the facade that works. */
  facade: string;
  dataDir: string;
  registerFile: string;
  /** Absent: the embedded database's own URL, which the facade keeps in its data folder. */
  databaseUrl?: string;
}

export interface FaultyApps {
  /** Origin of an app that suffers from the fault; started when first asked for, then kept. */
  originOf(fault: AddressFault): Promise<string>;
  stop(): Promise<void>;
}

interface Running {
  origin: string;
  stop(): Promise<void>;
}

const slowness = 3000;

const lines: Record<Exclude<AddressFault, 'facade-unreachable'>, LineState> = {
  'store-slow': { delay: slowness },
  'store-down': 'cut',
};

/** Places where the app meets a fault that is not the EHR's: another address, never another branch in the server. */
export function createFaultyApps(options: FaultyAppOptions): FaultyApps {
  const running = new Map<AddressFault, Promise<Running>>();

  const start = async (fault: AddressFault): Promise<Running> => {
    if (fault === 'facade-unreachable') {
      const gateway = await startGateway(options.facade);
      return { origin: gateway.url, stop: gateway.stop };
    }
    return startWithLine(fault, lines[fault], options);
  };

  return {
    async originOf(fault) {
      const known = running.get(fault) ?? start(fault);
      running.set(fault, known);
      known.catch(() => running.delete(fault));
      return (await known).origin;
    },
    async stop() {
      const started = await Promise.allSettled(running.values());
      await Promise.all(started.map((one) => one.status === 'fulfilled' && one.value.stop()));
    },
  };
}

/** A second facade on the same database, whose line turns bad once it is up. */
async function startWithLine(fault: string, state: LineState, options: FaultyAppOptions): Promise<Running> {
  const { dataDir, registerFile } = options;
  const databaseUrl =
    options.databaseUrl ?? (await readFile(join(dataDir, 'postgres', 'url'), 'utf8')).trim();
  const relay = await startRelay(databaseUrl);
  const facade = await startFacade({
    port: 0,
    dataDir: join(dataDir, 'sandbox', fault),
    registerFile,
    environment: { DATABASE_URL: relay.url, PUBLIC_URL: undefined },
  });
  const stop = async () => {
    await relay.stop();
    await facade.stop();
  };
  try {
    const origin = await facade.ready;
    relay.setState(state);
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
