import { request, type Agent } from 'node:http';

export interface RawAnswer {
  status: number;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  body: Buffer;
  /** Until the last byte was there. */
  ms: number;
}

export interface RawQuestion {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
}

/** One HTTP exchange, with everything that came back as it was on the wire. */
export function exchangeRaw(
  url: string,
  { method = 'GET', headers = {}, body }: RawQuestion = {},
  agent?: Agent,
): Promise<RawAnswer> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ...(agent && { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(chunks),
          ms: performance.now() - start,
        });
      });
    });
    sent.on('error', reject).end(body);
  });
}
