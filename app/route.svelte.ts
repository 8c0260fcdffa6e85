import type { VitalSign } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { formatPeriod, parsePeriod, type Period } from './time/period.ts';

export type Place = { view: 'overview' } | { view: 'trend'; vitalSign: VitalSign; period?: Period };

/** `#/trend/blood-pressure/30d` → the place; anything else is the overview. */
export function parsePlace(hash: string): Place {
  const [, view, key, period] = hash.replace(/^#/, '').split('/');
  const vitalSign = view === 'trend' ? vitalSigns.find((each) => each.key === key) : undefined;
  if (!vitalSign) return { view: 'overview' };
  const parsed = parsePeriod(period ?? null);
  return { view: 'trend', vitalSign, ...(parsed && { period: parsed }) };
}

export function formatPlace(place: Place): string {
  if (place.view === 'overview') return '#/';
  return ['#/trend', place.vitalSign.key, ...(place.period ? [formatPeriod(place.period)] : [])].join('/');
}

/** Where the user is, kept in the hash: `state` of the launch stays in the query, so a reload finds both. */
export class Route {
  #place: Place = $state.raw(parsePlace(location.hash));

  get place(): Place {
    return this.#place;
  }

  /** Follows links and the back button; answers the clean-up. */
  follow(): () => void {
    const listen = () => {
      this.#place = parsePlace(location.hash);
    };
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }

  /** Changes the address without a new entry in the history: a choice inside a place. */
  replace(place: Place): void {
    history.replaceState(history.state, '', `${location.pathname}${location.search}${formatPlace(place)}`);
    this.#place = place;
  }
}
