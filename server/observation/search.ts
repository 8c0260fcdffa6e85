import type { Grant } from '../access/grant.ts';
import type { NationalStore, ObservationQuery } from '../store/national-store.ts';
import type { PageLinks, PageState } from './page-link.ts';
import { searchsetText, selfLink, type Subject } from './searchset.ts';
import type { ObservationSearch } from './query.ts';

/** Who searches about whom, and what of it they may see. */
export interface Searcher {
  grant: Grant;
  subject: Subject;
  limits: Pick<ObservationQuery, 'allowedCategories' | 'source'>;
}

export interface SearchOf {
  store: Pick<NationalStore, 'search' | 'count'>;
  links: PageLinks;
  /** Address of the search, without a query. */
  address: string;
  fhirBase: string;
}

/** The first page of a search, or with `_summary=count` the number of matches alone. */
export async function firstPage(
  of: SearchOf,
  searcher: Searcher,
  search: ObservationSearch,
): Promise<string> {
  const { subject, limits } = searcher;
  const self = selfLink(of.address, subject.patient, search.applied, search.ignored);
  if (!search.summary) return pageText(of, searcher, { query: search.query, count: search.count }, self);
  const total = await of.store.count(subject.person, { ...search.query, ...limits });
  return searchsetText(subject, of.fhirBase, { observations: [], total }, { self });
}

export async function furtherPage(
  of: SearchOf,
  searcher: Searcher,
  page: PageState,
  sealed: string,
): Promise<string> {
  return pageText(of, searcher, page, `${of.address}?_page=${sealed}`);
}

/** A first page that holds everything has been counted; otherwise the total is counted once and travels in the links. */
async function pageText(
  { store, links, address, fhirBase }: SearchOf,
  { grant, subject, limits }: Searcher,
  page: Pick<PageState, 'query' | 'count'> | PageState,
  self: string,
): Promise<string> {
  const { person } = subject;
  const query = { ...page.query, ...limits };
  const after = 'after' in page ? { after: page.after } : {};
  const { observations, next: cursor } = await store.search(person, query, { count: page.count, ...after });
  if (!cursor) {
    const total = 'total' in page ? page.total : observations.length;
    return searchsetText(subject, fhirBase, { observations, total }, { self });
  }
  const total = 'total' in page ? page.total : await store.count(person, query);
  const sealed = links.seal(grant, {
    ...(grant.kind === 'source' && { person }),
    query: page.query,
    count: page.count,
    total,
    after: cursor,
  });
  return searchsetText(
    subject,
    fhirBase,
    { observations, total },
    { self, next: `${address}?_page=${sealed}` },
  );
}
