import { formatPlace, parsePlace, type Place, type Places } from '../route.svelte.ts';

const rights = ['log', 'blocks', 'emergency'] as const;

/** Those of the clinicians' places that citizens have. */
export type MeasurementsPlace = Exclude<Place, { view: 'all-signs' }>;

/** These, and the three about who may see. */
export type CitizenPlace = MeasurementsPlace | { view: (typeof rights)[number] };

/** `#/log`, `#/blocks`, `#/emergency`; everything else is as the clinicians' hash is. */
export const citizenPlaces: Places<CitizenPlace> = {
  parse(hash) {
    const view = rights.find((each) => hash === `#/${each}`);
    if (view) return { view };
    const place = parsePlace(hash);
    return place.view === 'all-signs' ? { view: 'overview' } : place;
  },
  format(place) {
    return place.view === 'overview' || place.view === 'trend' ? formatPlace(place) : `#/${place.view}`;
  },
};
