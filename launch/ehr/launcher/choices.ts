/** The launcher's choices as they stand in its address: ids only, so that a scenario can be shared as a link. */
export interface Choices {
  patient?: string;
  practitioner?: string;
  scenario?: string;
  encounter?: string;
  scope?: string;
  faults?: string[];
  tokenLifetime?: number;
  helseid?: string;
}

const texts = ['patient', 'practitioner', 'scenario', 'encounter', 'scope', 'helseid'] as const;

/** Reads choices from a page's query. Faults may be repeated or joined by commas; what is empty is not chosen. */
export function readChoices(query: URLSearchParams): Choices {
  const choices: Choices = {};
  for (const name of texts) {
    const value = query.get(name);
    if (value) choices[name] = value;
  }
  const faults = query.getAll('faults').flatMap((text) => text.split(',').filter(Boolean));
  if (faults.length > 0) choices.faults = faults;
  const lifetime = query.get('tokenLifetime');
  if (lifetime) choices.tokenLifetime = Number(lifetime);
  return choices;
}

export function toQuery({ faults, tokenLifetime, ...ids }: Choices): string {
  const query = new URLSearchParams(ids as Record<string, string>);
  if (faults?.length) query.set('faults', faults.join(','));
  if (tokenLifetime !== undefined) query.set('tokenLifetime', `${tokenLifetime}`);
  return query.toString();
}
