import type { ClinicianFailureKind, FailureKind } from '../smart/failure.ts';

/** What a stop says: what happened, what it means, what to do. */
export interface FailureText {
  title: string;
  body: string;
}

const failures: Record<ClinicianFailureKind, FailureText> = {
  'not-launched': {
    title: 'Åpne Hjemmekurve fra journalen',
    body: 'Hjemmekurve viser målinger for den pasienten du har oppe i journalen, og kan derfor ikke åpnes alene. Åpne pasienten i journalen og velg Hjemmekurve der.',
  },
  'launch-parameters': {
    title: 'Journalen startet ikke Hjemmekurve riktig',
    body: 'Opplysninger som Hjemmekurve trenger for å starte, mangler eller er gjentatt. Prøv å åpne Hjemmekurve fra journalen på nytt. Hjelper ikke det, kontakt brukerstøtte.',
  },
  'unknown-ehr': {
    title: 'Journalsystemet er ikke godkjent',
    body: 'Hjemmekurve åpnes bare fra journalsystemer som er registrert på forhånd. Kontakt brukerstøtte, og oppgi adressen under.',
  },
  'storage-blocked': {
    title: 'Nettleseren sperrer for Hjemmekurve i denne ruten',
    body: 'Nettleseren tillater ikke at Hjemmekurve lagrer det den trenger når den vises inne i en side fra et annet nettsted. Åpne Hjemmekurve i et eget vindu i stedet.',
  },
  'launch-refused': {
    title: 'Journalsystemet avviste åpningen',
    body: 'Journalsystemet ga ikke Hjemmekurve tilgang. Åpne Hjemmekurve fra journalen på nytt. Skjer det igjen, kontakt brukerstøtte.',
  },
  'launch-failed': {
    title: 'Innloggingen fra journalen ble ikke fullført',
    body: 'Journalsystemet bekreftet ikke åpningen. Lukk Hjemmekurve og åpne den fra journalen på nytt.',
  },
  'session-missing': {
    title: 'Økten finnes ikke i dette vinduet',
    body: 'Denne adressen hører til en økt i et annet vindu, eller økten er avsluttet. Åpne Hjemmekurve fra journalen på nytt.',
  },
  'ehr-unavailable': {
    title: 'Får ikke kontakt med journalsystemet',
    body: 'Journalsystemet svarer ikke som det skal. Ingen målinger er hentet. Prøv igjen om litt.',
  },
  expired: {
    title: 'Økten er utløpt',
    body: 'Tilgangen fra journalen varer en begrenset tid. Åpne Hjemmekurve fra journalen på nytt for å se oppdaterte målinger.',
  },
  'no-patient': {
    title: 'Ingen pasient er valgt i journalen',
    body: 'Journalen sa ikke hvilken pasient det gjelder. Åpne pasienten i journalen, og åpne Hjemmekurve derfra.',
  },
  'patient-identity': {
    title: 'Pasienten kan ikke slås opp',
    body: 'Målinger hentes med fødselsnummer eller D-nummer. Journalen oppgir ikke et gyldig nummer for denne pasienten, så det er ikke mulig å vite om det finnes målinger.',
  },
  'practitioner-identity': {
    title: 'Du kan ikke slås opp som helsepersonell',
    body: 'Oppslag i målinger krever HPR-nummer, og journalen oppgir ikke et HPR-nummer for deg. Kontakt den som administrerer brukere i journalen.',
  },
  'organization-missing': {
    title: 'Virksomheten din er ikke kjent',
    body: 'Oppslag i målinger krever at journalen oppgir hvilken virksomhet du arbeider for. Kontakt den som administrerer brukere i journalen.',
  },
  'scope-insufficient': {
    title: 'Journalen ga ikke tilgang til målinger',
    body: 'Hjemmekurve fikk snevrere tilgang enn den trenger for å vise målinger. Målinger kan finnes, men kan ikke vises. Kontakt brukerstøtte.',
  },
  'client-refused': {
    title: 'Tilgangen gjelder et annet program',
    body: 'Tilgangen fra journalen er ikke gitt til Hjemmekurve. Åpne Hjemmekurve fra journalen på nytt. Skjer det igjen, kontakt brukerstøtte.',
  },
  'introspection-unavailable': {
    title: 'Tilgangen kan ikke kontrolleres akkurat nå',
    body: 'Journalsystemet svarer ikke på om tilgangen din er gyldig. Ingen målinger er hentet. Prøv igjen om litt.',
  },
  'facade-unreachable': {
    title: 'Får ikke kontakt med Hjemmekurve',
    body: 'Tjenesten svarer ikke. Det betyr ikke at pasienten mangler målinger. Kontroller nettverket og prøv igjen.',
  },
  'store-unavailable': {
    title: 'Målingene kan ikke hentes akkurat nå',
    body: 'Lageret for pasientens måledata svarer ikke. Det betyr ikke at pasienten mangler målinger. Prøv igjen om litt.',
  },
  'store-timeout': {
    title: 'Målingene kom ikke i tide',
    body: 'Det nasjonale lageret brukte for lang tid på å svare. Det betyr ikke at pasienten mangler målinger. Prøv igjen.',
  },
  'store-busy': {
    title: 'Det er for mange oppslag akkurat nå',
    body: 'Det nasjonale lageret tar ikke imot flere oppslag akkurat nå. Det betyr ikke at pasienten mangler målinger. Vent litt og prøv igjen.',
  },
  'store-malformed': {
    title: 'Svaret fra det nasjonale lageret kan ikke brukes',
    body: 'Svaret var ufullstendig eller uforståelig. Ingenting av det vises, for deler av det kunne mangle. Prøv igjen om litt. Skjer det igjen, kontakt brukerstøtte.',
  },
  'too-large': {
    title: 'Det er for mange målinger til å vises samlet',
    body: 'Svaret ble for stort, og ingenting av det vises, for deler av det måtte ha manglet. Velg en kortere periode. Hjelper ikke det, kontakt brukerstøtte.',
  },
  'log-unavailable': {
    title: 'Oppslaget kan ikke loggføres akkurat nå',
    body: 'Alle oppslag skal stå i pasientens logg, og loggen kan ikke brukes. Derfor vises ingenting. Det betyr ikke at pasienten mangler målinger. Prøv igjen om litt.',
  },
  'organization-not-enrolled': {
    title: 'Virksomheten leser ikke måledata',
    body: 'Virksomheten du er logget inn for, er ikke tilknyttet som leser av Pasientens måledata. Ta kontakt med den som har ansvar for journalsystemet.',
  },
  'access-blocked': {
    title: 'Du har ikke tilgang til måledata for denne pasienten',
    body: 'Det er ikke gitt tilgang, og derfor vises ingenting. Hjemmekurve får ikke vite om det finnes målinger.',
  },
  'access-restricted': {
    title: 'Pasienten har sperret for innsyn',
    body: 'Måledata vises ikke, og Hjemmekurve får ikke vite om det finnes målinger.',
  },
  'follow-up-ended': {
    title: 'Hjemmeoppfølgingen er avsluttet',
    body: 'Pasienten er ikke lenger i digital hjemmeoppfølging hos noen som leverer målinger hit, og tiden for å lese målingene etterpå er ute. Derfor vises ingenting. Målingene vises igjen hvis en ny oppfølging begynner. Pasienten kan fortsatt se målingene sine selv.',
  },
  'national-login-required': {
    title: 'Innloggingen til nasjonale data er utløpt',
    body: 'Målinger hentes med din egen HelseID-innlogging. Koble til på nytt for å se oppdaterte målinger.',
  },
  'national-other-person': {
    title: 'HelseID-innloggingen tilhører en annen',
    body: 'Den som er logget inn med HelseID i nettleseren, er ikke den som er logget inn i journalen. Ingen målinger er hentet. Logg ut av HelseID, logg inn som deg selv, og åpne Hjemmekurve fra journalen på nytt.',
  },
  'national-refused': {
    title: 'HelseID ga ikke tilgang',
    body: 'Innloggingen med HelseID ble avbrutt eller avvist. Ingen målinger er hentet. Åpne Hjemmekurve fra journalen på nytt. Skjer det igjen, kontakt brukerstøtte.',
  },
  'national-unavailable': {
    title: 'HelseID svarer ikke akkurat nå',
    body: 'Målinger hentes med din HelseID-innlogging, og den kan ikke kontrolleres akkurat nå. Det betyr ikke at pasienten mangler målinger. Prøv igjen om litt.',
  },
  'other-patient': {
    title: 'Svaret gjaldt en annen pasient',
    body: 'Hjemmekurve fikk opplysninger om en annen pasient enn den du har åpnet. Ingenting av det vises. Åpne Hjemmekurve fra journalen på nytt, og meld fra til brukerstøtte.',
  },
  unexpected: {
    title: 'Noe gikk galt',
    body: 'Hjemmekurve kunne ikke fullføre. Det betyr ikke at pasienten mangler målinger. Prøv igjen. Skjer det igjen, kontakt brukerstøtte.',
  },
};

export type LanguageTag = 'nb' | 'nn' | 'en';

export const nb = {
  name: 'Bokmål',
  tag: 'nb' as LanguageTag,
  locale: 'nb-NO',
  app: {
    title: 'Hjemmekurve',
    language: 'Språk',
    skip: 'Hopp til innholdet',
    launching: 'Starter Hjemmekurve …',
    loading: 'Henter målinger …',
    retry: 'Prøv igjen',
    newWindow: 'Åpne i nytt vindu',
    since: (when: string) => `Har ikke svart siden ${when}.`,
    detail: 'Teknisk detalj',
    notEmergency: 'Hjemmekurve er ikke en akuttjeneste. Målingene overvåkes ikke fortløpende.',
    lastReceived: (when: string) => `Siste data mottatt ${when}`,
    newest: (when: string) => `Siste måling ${when}`,
    neverReceived: 'Det er aldri mottatt data for denne pasienten',
    fetched: (when: string) => `Hentet ${when}`,
    refresh: 'Oppdater',
  },
  failures,
  national: {
    reconnect: 'Koble til på nytt',
    connecting: 'Kobler til nasjonale måledata …',
    title: 'Logg inn med HelseID for å se målingene',
    body: 'Målingene hentes fra det nasjonale lageret med din egen HelseID-innlogging. Den kan ikke vises inne i journalen, så den åpnes i et eget vindu.',
    open: 'Logg inn i nytt vindu',
    waiting: 'Venter på innloggingen i det andre vinduet …',
    connected: 'Du er koblet til nasjonale måledata',
    close: 'Du kan lukke dette vinduet. Målingene vises i journalen.',
  },
  patient: {
    label: 'Pasient',
    born: 'Født',
    birthDateUnknown: 'Fødselsdato ukjent',
    nameUnknown: 'Navn ikke oppgitt',
    age: (years: number) => `${years} år`,
  },
  signs: {
    'blood-pressure': 'Blodtrykk',
    'heart-rate': 'Puls',
    'oxygen-saturation': 'Oksygenmetning',
    'respiratory-rate': 'Respirasjonsfrekvens',
    'body-temperature': 'Temperatur',
    'body-weight': 'Vekt',
    'body-height': 'Høyde',
    bmi: 'KMI',
    glucose: 'Glukose',
    news2: 'NEWS2',
    cfs: 'Klinisk skrøpelighet (CFS)',
    acvpu: 'Bevissthet (ACVPU)',
  },
  parts: { systolic: 'Systolisk', diastolic: 'Diastolisk' },
  flags: {
    missing: 'mangler',
    red: 'Rød',
    yellow: 'Gul',
    normal: 'Innenfor grensen',
    none: 'Ikke vurdert',
    invalid: 'Ugyldig',
    improbable: 'Kontroller målingen',
    over: (limit: string) => `over grense ${limit}`,
    atLeast: (limit: string) => `${limit} eller høyere`,
    under: (limit: string) => `under grense ${limit}`,
    atMost: (limit: string) => `${limit} eller lavere`,
    high: 'høy',
    low: 'lav',
  },
  limits: {
    unclear: 'Kan ikke vurderes mot grensen',
    used: 'Grenser brukt i perioden',
    none: 'Ingen grense satt',
    normalBand: (band: string) => `Grense ${band}`,
    from: (low: string) => `fra ${low}`,
    upTo: (high: string) => `til ${high}`,
    origin: {
      measurement: 'Fulgte med målingen',
      order: 'Satt for pasienten',
      default: 'Generell grense',
    },
    changed: 'Grensene er endret i perioden',
    persistence: (needed: string, of: string, beyond: string, counts: boolean) =>
      `Gult teller ved ${needed} av ${of} siste: ${beyond} av ${of}${counts ? ', teller' : ', teller ikke ennå'}`,
    heldRows: (count: number) => `${count} utenfor grensen, teller ikke ennå`,
    setBy: (name: string, place: string, date: string) => `Satt av ${name}, ${place}, gjelder fra ${date}`,
  },
  reasons: {
    cancelled: 'Målingen er avbrutt',
    impossible: 'Umulig verdi',
    'unknown-unit': 'Ukjent enhet',
    'missing-unit': 'Enhet mangler',
    'missing-value': 'Verdi mangler',
    'not-a-number': 'Ikke et tall',
    'data-absent': 'Verdien er oppgitt som manglende',
    'several-values': 'Samme verdi er oppgitt flere ganger',
    structure: 'Ikke bygd opp som en måling skal være',
    'time-missing': 'Tidspunktet er ikke oppgitt',
    'time-imprecise': 'Bare måned eller år er oppgitt',
    'no-limit': 'Ingen grense',
    concept: 'Vurdering i ord',
  } as Record<string, string>,
  unreadable: 'Kan ikke leses',
  unknown: 'ukjent',
  timeUnknown: 'tid ukjent',
  score: 'Mottatt skår',
  overview: {
    missingUnknown: 'Det er ikke kjent om forventede målinger mangler. Oppdater for å prøve igjen.',
    heading: 'Oversikt',
    caption: 'Siste måling av hvert vitaltegn, alvorligste først',
    columns: {
      sign: 'Måling',
      latest: 'Siste verdi',
      flag: 'Vurdering',
      trend: '30 dager',
      flagged: 'Utenfor grense',
      when: 'Målt',
    },
    firstLook: 'Viser målinger fra de siste 30 dagene. Henter eldre målinger og kurver …',
    coming: 'Henter …',
    never: 'Ingen målinger mottatt',
    onlyCancelled: 'Bare avbrutte målinger mottatt',
    byWhom: (who: string) => `Målt av: ${who}`,
    change: (change: string) => `${change} fra forrige`,
    unchanged: 'Uendret fra forrige',
    flaggedOf: (flagged: number, count: number) => `${flagged} av ${count}`,
    noneIn30: 'Ingen siste 30 dager',
    setAside: (count: number) => `${count} kunne ikke tegnes`,
    summaryRed: (count: number) => `${count} ${count === 1 ? 'rød' : 'røde'}`,
    summaryYellow: (count: number) => `${count} ${count === 1 ? 'gul' : 'gule'}`,
    summaryNormal: (count: number) => `${count} innenfor grensen`,
    summaryUnjudged: (count: number) => `${count} ikke vurdert`,
    summaryLabel: 'Siste måling av hvert vitaltegn',
    neverTitle: 'Ingen målinger er mottatt',
    neverBody:
      'Det er aldri mottatt målinger for denne pasienten. Det betyr ikke at pasienten ikke måler: målingene kan ligge hos andre som ikke deler dem ennå.',
    staleTitle: 'Målingene er gamle',
    staleBody: (age: string) =>
      `Den nyeste målingen ble tatt ${age}. Den sier lite om hvordan pasienten har det nå.`,
    partialTitle: 'Noe kunne ikke leses',
    partialTrend: 'Kurvene for de siste 30 dagene kunne ikke hentes. Siste verdier er komplette.',
    partialLatest: 'De siste verdiene kunne ikke hentes. Kurvene for de siste 30 dagene er komplette.',
    partialSigns: (signs: string) => `Disse målingene kunne ikke leses og vises ikke: ${signs}.`,
    partialUnknown: (count: number) =>
      count === 1 ? '1 måling av ukjent type vises ikke.' : `${count} målinger av ukjent type vises ikke.`,
    sparkline: (count: number, low: string, high: string) => `${count} målinger, fra ${low} til ${high}`,
  },
  trend: {
    back: 'Til oversikten',
    period: 'Periode',
    periods: {
      '7d': '7 dager',
      '30d': '30 dager',
      '90d': '90 dager',
      '1y': '1 år',
      all: 'Alt',
      custom: 'Egendefinert',
    },
    from: 'Fra og med',
    to: 'Til og med',
    show: 'Vis',
    wrongOrder: 'Fra-datoen må være før til-datoen.',
    chart: (sign: string) => `Kurve: ${sign}`,
    chartHelp:
      'Pil venstre og høyre går mellom målinger, Page Up og Page Down mellom målinger utenfor grensen, Home og End til første og siste. Pluss og minus zoomer, Shift og pil flytter utsnittet, Escape lukker.',
    zoomIn: 'Zoom inn',
    zoomOut: 'Zoom ut',
    earlier: 'Tidligere',
    later: 'Senere',
    whole: 'Hele perioden',
    viewport: (from: string, to: string) => `Viser ${from} til ${to}`,
    position: (index: number, count: number) => `Måling ${index} av ${count}`,
    empty: 'Ingen målinger i denne perioden',
    emptyBody: (when: string) => `Siste måling er fra ${when}.`,
    showLast: (when: string) => `Vis dagene fram til ${when}`,
    never: 'Det er aldri mottatt målinger av denne typen for pasienten.',
    table: 'Målingene i tabell',
    caption: (sign: string, period: string) => `${sign}, ${period}`,
    columns: { time: 'Tid', value: 'Verdi', flag: 'Vurdering', by: 'Målt av' },
    sortedBy: (column: string, descending: boolean) =>
      `Sortert etter ${column.toLowerCase()}, ${descending ? 'synkende' : 'stigende'}`,
    page: (page: number, pages: number) => `Side ${page} av ${pages}`,
    pages: 'Sider i tabellen',
    first: 'Første',
    previous: 'Forrige',
    next: 'Neste',
    last: 'Siste',
    rows: (from: number, to: number, count: string) => `${from}–${to} av ${count}`,
    setAside: 'Ikke med i kurven',
    setAsideBody: 'Disse målingene er mottatt, men kan ikke tegnes. De er ikke endret.',
    marks: {
      heading: 'Merknader og skår i perioden',
      note: 'Merknad',
      score: 'Skår',
      noteOf: (sign: string) => `Merknad – ${sign}`,
      goesOn: 'Hele teksten står i listen under kurven.',
      help: 'Pil opp og ned går mellom merknader og skår under tidsaksen.',
      position: (index: number, count: number) => `Merke ${index} av ${count}`,
      pages: 'Sider i listen over merknader og skår',
    },
    withdrawn: {
      heading: 'Trukket tilbake av kilden',
      body: 'Kilden har meldt at disse målingene er feil. De er ikke med i kurven, tabellen eller noe tall.',
      source: 'Levert av',
      state: 'Trukket tilbake',
      measured: 'Målt',
      pages: 'Sider i listen over tilbaketrukne',
    },
    concepts: 'Mottatte vurderinger',
    reason: 'Grunn',
    asSent: 'Som mottatt',
    legend: 'Tegnforklaring',
    legendHollow: 'Åpent merke: usannsynlig verdi',
    legendComparator: 'Pil: måleren oppga større eller mindre enn',
    allDates: 'alle datoer',
    dates: (from: string, to: string) => `${from} til ${to}`,
    summary: {
      count: (count: string, period: string) => `${count} målinger, ${period}.`,
      one: (period: string) => `1 måling, ${period}.`,
      latest: (value: string, when: string) => `Siste: ${value}, ${when}.`,
      lowest: (label: string, value: string, when: string) => `${label} lavest ${value} (${when})`,
      highest: (value: string, when: string) => `høyest ${value} (${when}).`,
      flagged: (red: string, yellow: string) => `Røde: ${red}, gule: ${yellow}.`,
      gaps: (count: number) => (count === 1 ? '1 opphold uten målinger.' : `${count} opphold uten målinger.`),
      unjudged: (count: string) => `Ikke vurdert: ${count}.`,
      improbable: (count: string) => `Usannsynlige: ${count}.`,
    },
    partial: (signs: string) => `Deler av svaret kunne ikke leses og vises ikke: ${signs}.`,
    isNew: 'Nytt',
    alsoFrom: (names: string) => `også levert av ${names}`,
    status: {
      registered: 'registrert',
      preliminary: 'foreløpig',
      amended: 'endret',
      corrected: 'rettet',
      cancelled: 'avbrutt',
    } as Record<string, string>,
  },
  time: { at: 'kl.', summer: 'sommertid', winter: 'normaltid' },
};

/** Every language has exactly these words. */
export type Dictionary = typeof nb;

/** The words of one page: a dictionary whose stops are those that the page's users can meet. */
export type Words = Omit<Dictionary, 'failures'> & {
  failures: Partial<Record<FailureKind, FailureText>> & { unexpected: FailureText };
};
