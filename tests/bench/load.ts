import { Agent, request } from 'node:http';

export interface Sample {
  ms: number;
  bytes: number;
}

export interface Spread {
  p50: number;
  p95: number;
  /** Requests a second. */
  rate: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One whole exchange: until the last byte is there. Anything but 200 is an error, and so is an entry that was not accepted. */
export function exchange(
  url: string,
  headers: Record<string, string>,
  body?: string,
  encoding = 'identity',
): Promise<Sample> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'Accept-Encoding': encoding, ...headers },
      },
      (response) => {
        let bytes = 0;
        let refused = false;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          refused ||= body !== undefined && (chunk.includes('"status":"4') || chunk.includes('"status":"5'));
        });
        response.on('end', () => {
          if (response.statusCode === 200 && !refused) resolve({ ms: performance.now() - start, bytes });
          else
            reject(
              new Error(
                `${response.statusCode}${refused ? ', entries refused,' : ''} from ${new URL(url).pathname}`,
              ),
            );
        });
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** Several clients, each asking again as soon as it was answered, for some seconds and at least 20 times in all. */
export async function load(clients: number, seconds: number, ask: () => Promise<Sample>): Promise<Spread> {
  await ask();
  const times: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  const client = async () => {
    while (performance.now() < until || times.length < 20) times.push((await ask()).ms);
  };
  await Promise.all(Array.from({ length: clients }, client));
  const rate = (times.length * 1000) / (performance.now() - began);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), rate };
}
