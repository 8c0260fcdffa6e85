import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  method: string;
  /** With its query, below the base. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  form: URLSearchParams;
}

/** What a FHIR server says to a request: text as it stands, anything else as JSON with status 200. */
export type Say = (heard: Heard, response: ServerResponse) => unknown;

/** A server over real HTTP that says whatever it is told to, and has every request on record. */
export interface LyingServer {
  /** Base URL without a trailing slash. */
  url: string;
  heard: Heard[];
  /** What is said to requests whose path begins so; the last told comes first. */
  say(path: string, say: Say): void;
  stop(): Promise<void>;
}

export async function startLyingServer(): Promise<LyingServer> {
  const heard: Heard[] = [];
  const told: { path: string; say: Say }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      const body = Buffer.concat(chunks).toString('utf8');
      const path = (request.url ?? '').replace(/^\/base\/fhir/, '');
      const { method = '', headers } = request;
      const one = { method, path, headers, body, form: new URLSearchParams(body) };
      heard.push(one);
      const say = told.find((each) => path.startsWith(each.path))?.say;
      const content = say?.(one, response);
      if (response.headersSent || response.writableEnded || content === undefined) return;
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(text);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/fhir`,
    heard,
    say: (path, say) => told.unshift({ path, say }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status and, if given, headers and a text. */
export const status =
  (code: number, headers: Record<string, string> = {}, text = ''): Say =>
  (_, response) =>
    response.writeHead(code, headers).end(text);

export function searchset(resources: readonly unknown[], members: object = {}): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
    ...members,
  };
}

export const next = (url: string) => ({ link: [{ relation: 'next', url }] });
