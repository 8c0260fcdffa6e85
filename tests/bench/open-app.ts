import { setTimeout as delay } from 'node:timers/promises';

type Headers = Record<string, string>;

/** One time that an app asked for what it shows. Times are of performance.now(). */
export interface Look {
  asked: number;
  ended: number;
  /** Per request: `200`, or status and reason. */
  outcomes: string[];
  good: boolean;
  /** A refusal did not say since when, or when to ask again. */
  incomplete: boolean;
}

export interface OpenApp {
  looks: Look[];
  close(): Promise<void>;
}

const second = 1000;
/** Then the clinician goes to the next patient: what was kept of the one before is gone. */
const looksAtOne = 5;

/** Looks every second, or as soon as it was answered when that takes longer. @param patients headers for each */
export function startApp(urls: () => string[], patients: readonly Headers[], startsAfter: number): OpenApp {
  const looks: Look[] = [];
  let open = true;
  const run = async () => {
    await delay(startsAfter);
    for (let look = 0; open; look++) {
      const headers = patients[Math.floor(look / looksAtOne) % patients.length] ?? {};
      const asked = performance.now();
      const answers = await Promise.all(urls().map((url) => ask(url, headers)));
      const ended = performance.now();
      const outcomes = answers.map(({ outcome }) => outcome);
      const good = outcomes.every((outcome) => outcome === '200');
      looks.push({ asked, ended, outcomes, good, incomplete: answers.some(({ incomplete }) => incomplete) });
      await delay(Math.max(asked + second - ended, 0));
    }
  };
  const ended = run();
  return {
    looks,
    close() {
      open = false;
      return ended;
    },
  };
}

async function ask(url: string, headers: Headers): Promise<{ outcome: string; incomplete: boolean }> {
  const answer = await fetch(url, { headers }).catch(() => undefined);
  if (!answer) return { outcome: 'no answer', incomplete: true };
  const text = await answer.text();
  if (answer.ok) return { outcome: '200', incomplete: false };
  const [issue] = (JSON.parse(text) as fhir4.OperationOutcome).issue;
  const since = issue?.extension?.some(({ valueInstant }) => valueInstant !== undefined) ?? false;
  return {
    outcome: `${answer.status} ${issue?.details?.coding?.[0]?.code}`,
    incomplete: !since || !answer.headers.has('retry-after'),
  };
}
