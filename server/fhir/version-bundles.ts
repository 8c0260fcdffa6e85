/** A resource that is kept in versions, as far as Bundles tell of it. */
export interface KeptVersion {
  id: string;
  version: number;
  /** Epoch milliseconds. */
  lastUpdated: number;
}

/** How records of one type are shown. */
export interface Shown<T> {
  type: 'Consent' | 'ServiceRequest';
  fhirBase: string;
  toResource: (kept: T) => fhir4.FhirResource;
}

/** All that a search found: one page. */
export function searchsetOf<T extends KeptVersion>(
  { type, fhirBase, toResource }: Shown<T>,
  found: readonly T[],
  self: string,
): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: self }],
    ...(found.length > 0 && {
      entry: found.map((kept) => ({
        fullUrl: `${fhirBase}/${type}/${kept.id}`,
        resource: toResource(kept),
        search: { mode: 'match' },
      })),
    }),
  };
}

/** Versions in the order given, newest first (https://hl7.org/fhir/R4/http.html#history). */
export function historyOf<T extends KeptVersion>(
  { type, fhirBase, toResource }: Shown<T>,
  versions: readonly T[],
): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'history',
    total: versions.length,
    ...(versions.length > 0 && {
      entry: versions.map((kept) => {
        const created = kept.version === 1;
        return {
          fullUrl: `${fhirBase}/${type}/${kept.id}`,
          resource: toResource(kept),
          request: {
            method: created ? ('POST' as const) : ('PUT' as const),
            url: created ? type : `${type}/${kept.id}`,
          },
          response: {
            status: created ? '201 Created' : '200 OK',
            etag: `W/"${kept.version}"`,
            lastModified: new Date(kept.lastUpdated).toISOString(),
          },
        };
      }),
    }),
  };
}
