import type { SourceGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import type { DeliveredState } from './page-link.ts';
import type { ObservationSearch } from './query.ts';
import type { NationalStore } from '../store/national-store.ts';
import type { SearchOf } from './search.ts';
import { bundleText, selfLink } from './searchset.ts';

type DeliveredOf = SearchOf & { store: Pick<NationalStore, 'deliveredBy'> };

/** The first page of what a source delivered about everybody. Throws 400 for what only a search about one person answers. */
export async function firstDelivered(
  of: DeliveredOf,
  grant: SourceGrant,
  search: ObservationSearch,
): Promise<string> {
  for (const [name, asked] of [
    ['_summary', search.summary],
    ['_sort', search.applied.some(([each]) => each === '_sort')],
  ] as const) {
    if (asked) throw needsPerson(name);
  }
  const self = selfLink(of.address, undefined, [['_source', grant.orgnr], ...search.applied], search.ignored);
  return deliveredPage(of, grant, { query: search.query, count: search.count }, self);
}

export async function furtherDelivered(
  of: DeliveredOf,
  grant: SourceGrant,
  state: DeliveredState,
  sealed: string,
): Promise<string> {
  return deliveredPage(of, grant, state, `${of.address}?_page=${sealed}`);
}

async function deliveredPage(
  { store, links, address, fhirBase }: DeliveredOf,
  grant: SourceGrant,
  state: Pick<DeliveredState, 'query' | 'count'> & Partial<DeliveredState>,
  self: string,
): Promise<string> {
  const { query, count, delivered } = state;
  const { found, next } = await store.deliveredBy(grant.orgnr, query, {
    count,
    ...(delivered && { after: delivered }),
  });
  const sealed = next && links.seal(grant, { query, count, delivered: next });
  return bundleText(
    fhirBase,
    found.map(({ person, observations }) => ({ subject: { person }, observations })),
    { self, ...(sealed && { next: `${address}?_page=${sealed}` }) },
  );
}

function needsPerson(name: string): FhirError {
  return new FhirError(
    400,
    'too-costly',
    `Parameter "${name}" needs patient.identifier: it is answered about one person`,
    {
      expression: [name],
      reason: 'parameter-missing',
    },
  );
}
