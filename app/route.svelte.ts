import type { VitalSign } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { formatPeriod, parsePeriod, type Period } from './time/period.ts';

export type Place =
  | { view: 'overview' }
  | { view: 'trend'; vitalSign: VitalSign; period?: Period; compared?: true }
  | { view: 'all-signs'; period: Period };

/** Behind the period of a trend: it is compared with the period before. */
const COMPARED = 'compared';

/** `#/trend/blood-pressure/30d[/compared]` or `#/all-signs/30d` → the place; anything else is the overview. */
export function parsePlace(hash: string): Place {
  const [, view, key, period, compared] = hash.replace(/^#/, '').split('/');
  if (view === 'all-signs') return { view, period: parsePeriod(key ?? null) ?? { kind: '30d' } };
  const vitalSign = view === 'trend' ? vitalSigns.find((each) => each.key === key) : undefined;
  if (!vitalSign) return { view: 'overview' };
  const parsed = parsePeriod(period ?? null);
  return {
    view: 'trend',
    vitalSign,
    ...(parsed && { period: parsed }),
    ...(parsed && compared === COMPARED && { compared: true }),
  };
}

export function formatPlace(place: Place): string {
  if (place.view === 'overview') return '#/';
  if (place.view === 'all-signs') return `#/all-signs/${formatPeriod(place.period)}`;
  const { vitalSign, period, compared } = place;
  return [
    '#/trend',
    vitalSign.key,
    ...(period ? [formatPeriod(period), ...(compared ? [COMPARED] : [])] : []),
  ].join('/');
}

/** How the places of a page are written in its hash. */
export interface Places<P> {
  parse(hash: string): P;
  format(place: P): string;
}

/** Where the user is, kept in the hash: `state` of the launch stays in the query, so a reload finds both. */
export class Route<P> {
  readonly #places: Places<P>;
  #place: P;

  constructor(places: Places<P>) {
    this.#places = places;
    this.#place = $state.raw(places.parse(location.hash));
  }

  get place(): P {
    return this.#place;
  }

  /** Follows links and the back button; answers the clean-up. */
  follow(): () => void {
    const listen = () => {
      this.#place = this.#places.parse(location.hash);
    };
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }

  /** Changes the address without a new entry in the history: a choice inside a place. */
  replace(place: P): void {
    const hash = this.#places.format(place);
    history.replaceState(history.state, '', `${location.pathname}${location.search}${hash}`);
    this.#place = place;
  }
}
