import type { Change, NotCompared } from '../change.ts';

/** The words of changes over time, in bokmål; the others have exactly these. */
export const changeNb = {
  heading: 'Endring over tid',
  basis:
    'Siste måling mot den laveste (ved fall: den høyeste) i dagene før, slik grensen for pasienten sier, ikke en diagnose.',
  notYet: 'Ingen måling i perioden er tatt mens en endringsgrense gjaldt. Ingenting er sammenlignet.',
  rules: {
    rise: (days: string, limit: string) => `Mer enn ${limit} opp på ${days} dager`,
    fall: (days: string, limit: string) => `Mer enn ${limit} ned på ${days} dager`,
  } as Record<Change['direction'], (days: string, limit: string) => string>,
  ruleOrigins: {
    default: 'Generell regel, ikke satt for pasienten',
    order: 'Satt for pasienten',
  } as Record<Change['origin'], string>,
  exceededLevels: { yellow: 'ja, over grensen (gul)', red: 'ja, over grensen (rød)' },
  exceeded: 'ja, over grensen',
  notExceeded: 'nei',
  change: (change: string, from: string, fromTime: string, to: string, toTime: string) =>
    `${change}: fra ${from} (${fromTime}) til ${to} (${toTime})`,
  notCompared: {
    'no-reading': () => 'Ikke sammenlignet: ingen måling',
    'no-earlier-reading': () => 'Ikke sammenlignet: ingen tidligere måling innenfor dagene',
    'previous-too-old': (days: string) => `Ikke sammenlignet: forrige måling er eldre enn ${days} dager`,
    'device-changed': () => 'Ikke sammenlignet: målt med et annet apparat enn før',
  } as Record<NotCompared, (days: string) => string>,
};

type ChangeWords = typeof changeNb;

export const changeNn: ChangeWords = {
  heading: 'Endring over tid',
  basis:
    'Siste måling mot den lågaste (ved fall: den høgaste) i dagane før, slik grensa for pasienten seier, ikkje ein diagnose.',
  notYet: 'Inga måling i perioden er teken medan ei endringsgrense gjaldt. Ingenting er samanlikna.',
  rules: {
    rise: (days: string, limit: string) => `Meir enn ${limit} opp på ${days} dagar`,
    fall: (days: string, limit: string) => `Meir enn ${limit} ned på ${days} dagar`,
  },
  ruleOrigins: {
    default: 'Generell regel, ikkje sett for pasienten',
    order: 'Sett for pasienten',
  },
  exceededLevels: { yellow: 'ja, over grensa (gul)', red: 'ja, over grensa (raud)' },
  exceeded: 'ja, over grensa',
  notExceeded: 'nei',
  change: (change, from, fromTime, to, toTime) =>
    `${change}: frå ${from} (${fromTime}) til ${to} (${toTime})`,
  notCompared: {
    'no-reading': () => 'Ikkje samanlikna: inga måling',
    'no-earlier-reading': () => 'Ikkje samanlikna: inga tidlegare måling innanfor dagane',
    'previous-too-old': (days: string) => `Ikkje samanlikna: førre måling er eldre enn ${days} dagar`,
    'device-changed': () => 'Ikkje samanlikna: målt med eit anna apparat enn før',
  },
};

export const changeEn: ChangeWords = {
  heading: 'Change over time',
  basis:
    'The latest measurement against the lowest (of a fall: the highest) of the days before, as the patient’s limit says, not a diagnosis.',
  notYet: 'No measurement in the period was made while a limit on change applied. Nothing is compared.',
  rules: {
    rise: (days: string, limit: string) => `More than ${limit} up in ${days} days`,
    fall: (days: string, limit: string) => `More than ${limit} down in ${days} days`,
  },
  ruleOrigins: {
    default: 'General rule, not set for the patient',
    order: 'Set for the patient',
  },
  exceededLevels: { yellow: 'yes, beyond the limit (yellow)', red: 'yes, beyond the limit (red)' },
  exceeded: 'yes, beyond the limit',
  notExceeded: 'no',
  change: (change, from, fromTime, to, toTime) =>
    `${change}: from ${from} (${fromTime}) to ${to} (${toTime})`,
  notCompared: {
    'no-reading': () => 'Not compared: no measurement',
    'no-earlier-reading': () => 'Not compared: no earlier measurement within the days',
    'previous-too-old': (days: string) => `Not compared: the one before is older than ${days} days`,
    'device-changed': () => 'Not compared: measured with another device than before',
  },
};
