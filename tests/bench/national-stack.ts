import { loadConfig } from '../../server/config.ts';
import { createHelseid, type Helseid } from '../../server/helseid/helseid.ts';
import { readClientKey } from '../../server/helseid/client-key.ts';
import { createLogger } from '../../server/logger.ts';
import { searchRequest } from '../../server/store/pmd/search-request.ts';
import { logInSilently } from '../support/helseid-login.ts';
import { startNationalProcess, type NationalProcess } from '../support/national-process.ts';
import type { Program } from './process.ts';
import { authorizationAt, clinicianGrant, fnrSystem, sourceGrant, type Stack } from './stack.ts';
import { yearPerson } from './views.ts';

type Headers = Record<string, string>;

/** The stand-ins in one process, a facade with STORE=pmd in another, and a way past the facade. */
export interface NationalStack {
  standIns: NationalProcess;
  facade: Program;
  /** The facade as a target of deliveries. */
  target: Pick<Stack, 'facade' | 'source'>;
  /** `Authorization` of one who can log in, about this person. */
  clinician(id: string, person: string): Promise<Headers>;
  /** Logs this clinician in to HelseID as the app does: silently, in a browser that has a session there. */
  logIn(id: string): Promise<void>;
  /** Asks HelseID and PMD themselves, with tokens and keys as the facade has them, and reads the answer to its end. */
  askDirectly(person: string, since?: number): Promise<{ helseid: number; pmd: number; bytes: number }>;
  stop(): Promise<void>;
}

const direct = 'http://localhost:4997';
const gp = 'gp';

/** @param clinicians how many can log in besides the sandbox's people: `clinician-0` and so on */
export async function startNational(stack: Stack, clinicians = 0): Promise<NationalStack> {
  const standIns = await startNationalProcess(clinicians);
  const facade = await stack.startFacade(standIns.environment);
  await standIns.register(facade.url, direct);
  const authorization = authorizationAt(facade.url);
  const hpr = new Map(standIns.people.map((each) => [each.id, each.hpr]));
  const grant = (id: string, person: string) => clinicianGrant(person, { id, hpr: hpr.get(id) ?? '' });
  const { askDirectly, close } = await openDirectly(standIns, (person) => grant(gp, person));

  return {
    standIns,
    facade,
    target: { facade: facade.url, source: () => authorization(sourceGrant()) },
    clinician: (id, person) => authorization(grant(id, person)),
    async logIn(id) {
      const { Authorization = '' } = await authorization(grant(id, yearPerson));
      const cookie = await standIns.browserOf(id, facade.url);
      const outcome = await logInSilently(facade.url, Authorization, cookie);
      if (outcome !== 'connected') throw new Error(`The login of ${id} ended ${outcome}`);
    },
    askDirectly,
    async stop() {
      close();
      await facade.stop();
      await standIns.stop();
    },
  };
}

/** A client of HelseID and PMD in this process. */
async function openDirectly(
  { environment, browserOf }: NationalProcess,
  grantAbout: (person: string) => ReturnType<typeof clinicianGrant>,
): Promise<Pick<NationalStack, 'askDirectly'> & Pick<Helseid, 'close'>> {
  const { store } = loadConfig({ REGISTER_FILE: '/register.json', ...environment });
  if (store.kind !== 'pmd') throw new Error('The configuration is not of PMD');
  const log = createLogger('silent');
  const helseid = createHelseid({
    config: store.helseid,
    key: await readClientKey(store.helseid.key),
    publicUrl: direct,
    log,
  });
  const url = await helseid.login.begin(grantAbout(yearPerson), 'silent', null);
  const cookie = await browserOf(gp, direct);
  const back = await fetch(url, { redirect: 'manual', headers: { cookie } });
  const { outcome } = await helseid.login.finish(new URL(back.headers.get('location') ?? ''));
  if (outcome !== 'connected') throw new Error(`The direct login ended ${outcome}`);

  return {
    close: helseid.close,
    async askDirectly(person, since) {
      const began = performance.now();
      const ask = await helseid.access.asClinician(grantAbout(person));
      const admitted = performance.now();
      const request = searchRequest(store.pmd, { system: fnrSystem, value: person }, since);
      const { headers, body } = request;
      const signal = AbortSignal.timeout(60_000);
      const answer = await ask(request.url, { method: 'POST', headers, body, signal });
      let bytes = 0;
      for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).length;
      if (answer.status !== 200) throw new Error(`PMD answered ${answer.status}`);
      return { helseid: admitted - began, pmd: performance.now() - admitted, bytes };
    },
  };
}
