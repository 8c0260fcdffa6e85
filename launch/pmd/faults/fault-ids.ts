const descriptions = {
  slow: 'Every request is answered only after a long delay',
  'connection-refused': 'Nobody listens at the address',
  'connection-reset': 'The connection is reset when a request comes',
  'too-many-requests': 'Every request is answered 429 with Retry-After',
  'server-error': 'Every request is answered 500 with an error that says nothing',
  html: 'Every request is answered 200 with a web page',
  null: 'Answers are the JSON value null',
  truncated: 'Answers are JSON that ends half way, correctly closed as HTTP',
  'broken-off': 'The connection closes half way through the answer',
  'foreign-patient': 'A search also finds an Observation about another patient, as the last one',
  duplicates: 'A search finds every Observation twice',
  'odd-values':
    'A search also finds an Observation with status registered, one with an empty effectiveDateTime, one without unit and one with effectiveInstant',
  huge: 'A search also finds 105,000 values, spread over the period asked for',
} as const;

export type PmdFaultId = keyof typeof descriptions;

/** What can be made to go wrong in PMD. They combine; of those that replace the whole answer the first listed wins. */
export const pmdFaults: readonly { id: PmdFaultId; description: string }[] = (
  Object.entries(descriptions) as [PmdFaultId, string][]
).map(([id, description]) => ({ id, description }));
