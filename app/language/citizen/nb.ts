import type { CitizenFailureKind } from '../../smart/failure.ts';
import type { FailureText } from '../nb.ts';

const failures: Record<CitizenFailureKind, FailureText> = {
  'unknown-ehr': {
    title: 'Innloggingen er ikke kjent her',
    body: 'Hjemmekurve kjenner ikke stedet innloggingen kom fra. Av hensyn til personvernet er ingenting hentet. Logg inn på nytt herfra.',
  },
  'storage-blocked': {
    title: 'Nettleseren stopper Hjemmekurve',
    body: 'Nettleseren lar ikke Hjemmekurve huske innloggingen mens du bruker siden. Tillat lagring for denne siden, eller åpne den i et vanlig vindu.',
  },
  'launch-refused': {
    title: 'Du ble ikke logget inn',
    body: 'Innloggingstjenesten ga ikke Hjemmekurve tilgang. Ingen målinger er hentet. Du kan prøve å logge inn på nytt.',
  },
  'launch-failed': {
    title: 'Innloggingen ble ikke fullført',
    body: 'Innloggingstjenesten bekreftet ikke innloggingen. Ingen målinger er hentet. Logg inn på nytt.',
  },
  'login-cancelled': {
    title: 'Innloggingen ble avbrutt',
    body: 'Du er ikke logget inn, og ingen målinger er hentet. Du kan logge inn når du vil.',
  },
  'session-missing': {
    title: 'Du er ikke logget inn i dette vinduet',
    body: 'Innloggingen gjelder et annet vindu, eller du har logget ut. Logg inn på nytt for å se målingene.',
  },
  'ehr-unavailable': {
    title: 'Får ikke kontakt med innloggingstjenesten',
    body: 'Innloggingstjenesten svarer ikke som den skal. Ingen målinger er hentet. Prøv igjen om litt.',
  },
  expired: {
    title: 'Du har blitt logget ut',
    body: 'Innloggingen varer en begrenset tid, så ingen andre skal se målingene på skjermen din. Logg inn på nytt for å fortsette.',
  },
  'no-patient': {
    title: 'Vi fikk ikke vite hvem det gjelder',
    body: 'Innloggingen sa ikke hvem sine målinger du vil se. Logg inn på nytt og velg hvem det gjelder.',
  },
  'patient-identity': {
    title: 'Målingene kan ikke slås opp',
    body: 'Målinger hentes med fødselsnummer eller D-nummer, og innloggingen ga ikke et gyldig nummer. Derfor vet vi ikke om det finnes målinger.',
  },
  'citizen-identity': {
    title: 'Vi kan ikke slå fast hvem innloggingen gjelder',
    body: 'Innloggingen mangler navn eller fødselsdato, eller de stemmer ikke med fødselsnummeret. Da vises ingenting. Ta kontakt med brukerstøtten der du logger inn.',
  },
  'parent-limited': {
    title: 'Foreldre har begrenset innsyn fra barnet er 12 år',
    body: 'Når barnet er 12 til 15 år, har foreldre begrenset innsyn, og her vises ikke målingene. Du kan snakke med barnet eller med dem som følger barnet opp.',
  },
  'parent-not-allowed': {
    title: 'Fra 16 år må ungdommen logge inn selv',
    body: 'Den som har fylt 16 år, bestemmer selv over helseopplysningene sine. Foreldre har da ikke innsyn som foreldre.',
  },
  'not-representative': {
    title: 'Du kan ikke se målingene på vegne av denne personen',
    body: 'Fullmakten eller retten til å representere personen gjelder ikke nå, eller den gjelder noe annet. Ingen målinger er hentet.',
  },
  'scope-insufficient': {
    title: 'Innloggingen ga ikke tilgang til dette',
    body: 'Hjemmekurve fikk snevrere tilgang enn siden trenger. Det kan finnes målinger, men de kan ikke vises. Logg inn på nytt.',
  },
  'client-refused': {
    title: 'Innloggingen gjelder en annen app',
    body: 'Tilgangen er ikke gitt til Hjemmekurve. Logg inn på nytt herfra.',
  },
  'introspection-unavailable': {
    title: 'Innloggingen kan ikke kontrolleres akkurat nå',
    body: 'Innloggingstjenesten svarer ikke på om innloggingen din er gyldig. Ingen målinger er hentet. Prøv igjen om litt.',
  },
  'facade-unreachable': {
    title: 'Får ikke kontakt med Hjemmekurve',
    body: 'Tjenesten svarer ikke. Det betyr ikke at målingene er borte. Kontroller at du er på nett, og prøv igjen.',
  },
  'store-unavailable': {
    title: 'Målingene kan ikke hentes akkurat nå',
    body: 'Lageret der målingene ligger, svarer ikke. Det betyr ikke at målingene er borte. Prøv igjen om litt.',
  },
  'store-timeout': {
    title: 'Målingene kom ikke i tide',
    body: 'Lageret der målingene ligger, brukte for lang tid på å svare. Det betyr ikke at målingene er borte. Prøv igjen.',
  },
  'store-busy': {
    title: 'Det er mange som henter målinger akkurat nå',
    body: 'Lageret tar ikke imot flere oppslag akkurat nå. Vent litt og prøv igjen.',
  },
  'store-malformed': {
    title: 'Svaret kan ikke brukes',
    body: 'Svaret var ufullstendig. Ingenting av det vises, for deler av det kunne mangle. Prøv igjen om litt.',
  },
  'too-large': {
    title: 'Det er for mange målinger til å vises samlet',
    body: 'Svaret ble for stort, og ingenting av det vises, for deler av det måtte ha manglet. Velg en kortere periode.',
  },
  'log-unavailable': {
    title: 'Oppslaget kan ikke loggføres akkurat nå',
    body: 'Alle som ser målingene, skal stå i loggen, også du. Loggen kan ikke brukes nå, og derfor vises ingenting. Det betyr ikke at målingene er borte. Prøv igjen om litt.',
  },
  'citizens-not-supported': {
    title: 'Målingene kan ikke vises for innbyggere ennå',
    body: 'Lageret som er i bruk her, svarer bare helsepersonell. Det sier ingenting om hvilke målinger som finnes.',
  },
  'other-patient': {
    title: 'Svaret gjaldt en annen person',
    body: 'Hjemmekurve fikk opplysninger om en annen person enn den du er logget inn for. Ingenting av det vises. Logg inn på nytt, og meld fra til brukerstøtten.',
  },
  unexpected: {
    title: 'Noe gikk galt',
    body: 'Hjemmekurve kunne ikke fullføre. Det betyr ikke at målingene er borte. Prøv igjen.',
  },
};

export const nb = {
  page: 'Hjemmekurve for innbyggere',
  welcome: {
    heading: 'Målingene dine hjemmefra',
    lead: 'Her ser du målinger du gjør hjemme og sender til helsetjenesten, og du bestemmer hvem som får se dem.',
    can: [
      'Se målingene, med de samme grensene og fargene som helsepersonell ser.',
      'Se hvem som har sett målingene, når og hvorfor.',
      'Sperre for helsepersonell som ikke skal se dem.',
    ],
    forOthers:
      'Du kan også se målingene til barn under 12 år, eller til noen du har fullmakt fra. Er barnet 12 til 15 år, ser du bare hvem som følger opp.',
    logInWith: (place: string) => `Logg inn med ${place}`,
    nowhere: 'Det er ikke satt opp noen innlogging for innbyggere her.',
    going: 'Sender deg til innloggingen …',
    opening: 'Henter målingene …',
    loggedOut: {
      ending: 'Du er logget ut i dette vinduet. Tilgangen avsluttes …',
      ended: 'Du er logget ut.',
      unconfirmed:
        'Du er logget ut i dette vinduet, men vi fikk ikke bekreftet at tilgangen er avsluttet. Den slutter av seg selv etter en stund.',
    },
    closeWindow: 'Deler du maskinen med andre, bør du også lukke nettleseren.',
  },
  again: 'Logg inn på nytt',
  logOut: 'Logg ut',
  whose: {
    label: 'Hvem målingene gjelder',
    self: ['Du er logget inn som', ''],
    parent: ['Du ser målingene til', ', som forelder'],
    'parent-limited': ['Du er logget inn som forelder til', ''],
    proxy: ['Du ser målingene til', ', med fullmakt eller som verge'],
  },
  menu: {
    label: 'Hovedmeny',
    measurements: 'Målinger',
    log: 'Hvem har sett',
    blocks: 'Sperringer',
    emergency: 'Om nødhjelp',
  },
  call: {
    life: ['Ring', 'når det er fare for liv.'],
    urgent: ['Ring legevakten på', 'når du trenger hjelp som ikke kan vente.'],
  },
  measurements: {
    heading: { self: 'Målingene dine', other: (name: string) => `Målingene til ${name}` },
    team: {
      self: 'De som behandler deg, følger opp målingene og kan sette egne grenser for deg. Ellers gjelder generelle grenser.',
      other:
        'De som gir behandlingen, følger opp målingene og kan sette egne grenser. Ellers gjelder generelle grenser.',
    },
    meaning: 'Hva betyr grensene og fargene?',
    general: {
      self: 'Der de som behandler deg ikke har satt en grense for deg, brukes en generell grense. Det står ved hver måling.',
      other:
        'Der de som gir behandlingen ikke har satt en egen grense, brukes en generell grense. Det står ved hver måling.',
    },
    colours:
      'Fargene viser hvor en måling ligger i forhold til grensen. Spør dem som følger opp målingene, om hva det betyr.',
    notWatched: 'Hjemmekurve er ikke en nødtjeneste, og ingen følger med på målingene hele døgnet.',
  },
  emergency: {
    heading: 'Om nødhjelp',
    lead: 'Hjemmekurve varsler ingen. Trenger du hjelp, må du ringe:',
    inEmergency: 'Hva helsepersonell kan se i en nødsituasjon',
    named: {
      title: 'Sperret du noen ved navn? Det gjelder også i en nødsituasjon',
      body: 'Helsepersonell og virksomheter som er sperret ved navn, får ikke se målingene i Hjemmekurve, heller ikke når det haster. De kan ikke åpne sperringen selv. Den gjelder til den blir avsluttet eller perioden er over.',
    },
    general: {
      title: 'Sperret du for alle? Da kan målingene åpnes når det trengs',
      body: 'En sperring for alle kan åpnes av helsepersonell som ikke er sperret ved navn, på to måter:',
      ways: [
        'med samtykke fra den målingene gjelder, eller fra en som kan samtykke for henne eller ham',
        'i en nødsituasjon, når det ikke er mulig å spørre',
      ],
      reason:
        'De må skrive hvorfor. Begrunnelsen og oppslaget står etterpå under «Hvem har sett», så du kan se at sperringen ble åpnet, av hvem og hvorfor.',
    },
    none: {
      title: 'Har du ingen sperringer?',
      body: 'Da kan helsepersonell i virksomheter som er med i ordningen, se målingene når de trenger dem for å gi helsehjelp. Hvert oppslag står under «Hvem har sett».',
    },
    beyond: {
      title: 'Sperringer gjelder Hjemmekurve',
      body: 'En sperring gjelder målingene i Hjemmekurve. Den endrer ikke journalen hos legen, kommunen eller sykehuset, og den sletter ingenting. En ny sperring gjelder med en gang, også for den som har målingene åpne.',
    },
    toBlocks: 'Gå til sperringene',
    toLog: 'Se hvem som har sett målingene',
  },
  /** What stands in the place of the clinicians' words, where both see the same. */
  instead: {
    failures,
    app: {
      notEmergency:
        'Hjemmekurve er ikke en nødtjeneste. Ring 113 når det er fare for liv, og legevakten på 116 117 når det haster.',
      neverReceived: 'Det er ikke mottatt noen målinger ennå',
    },
    limits: { order: 'Satt av dem som gir behandlingen' },
    overview: {
      heading: 'Målinger',
      caption: 'Siste måling av hver type, de utenfor grensen først',
      summaryLabel: 'Siste måling av hver type',
      neverTitle: 'Det er ingen målinger her ennå',
      neverBody:
        'Hjemmekurve har ikke mottatt noen målinger. Det kan være fordi målingene ligger hos noen som ikke deler dem ennå.',
      staleTitle: 'Det er en stund siden siste måling',
      staleBody: (age: string) =>
        `Den nyeste målingen ble tatt ${age}. Har du målt senere, er det ikke kommet fram hit.`,
    },
    trend: {
      back: 'Til alle målinger',
      never: 'Det er ikke mottatt noen målinger av denne typen.',
    },
  },
};

/** Every language has exactly these words. */
export type CitizenWords = typeof nb;
