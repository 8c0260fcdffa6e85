import type { CitizenWords } from './nb.ts';

export const nn = {
  page: 'Hjemmekurve for innbyggjarar',
  welcome: {
    heading: 'Målingane dine heimanfrå',
    lead: 'Her ser du målingar du gjer heime og sender til helsetenesta, og du avgjer kven som får sjå dei.',
    can: [
      'Sjå målingane, med dei same grensene og fargane som helsepersonell ser.',
      'Sjå kven som har sett målingane, når og kvifor.',
      'Sperre for helsepersonell som ikkje skal sjå dei.',
    ],
    forOthers:
      'Du kan òg sjå målingane til barn under 12 år, eller til nokon du har fullmakt frå. Er barnet 12 til 15 år, ser du berre kven som følgjer opp.',
    logInWith: (place: string) => `Logg inn med ${place}`,
    nowhere: 'Det er ikkje sett opp noka innlogging for innbyggjarar her.',
    going: 'Sender deg til innlogginga …',
    opening: 'Hentar målingane …',
    loggedOut: {
      ending: 'Du er logga ut i dette vindauget. Tilgangen blir avslutta …',
      ended: 'Du er logga ut.',
      unconfirmed:
        'Du er logga ut i dette vindauget, men vi fekk ikkje stadfesta at tilgangen er avslutta. Han sluttar av seg sjølv etter ei stund.',
    },
    closeWindow: 'Deler du maskina med andre, bør du òg lukke nettlesaren.',
  },
  again: 'Logg inn på nytt',
  logOut: 'Logg ut',
  whose: {
    label: 'Kven målingane gjeld',
    self: ['Du er logga inn som', ''],
    parent: ['Du ser målingane til', ', som forelder'],
    'parent-limited': ['Du er logga inn som forelder til', ''],
    proxy: ['Du ser målingane til', ', med fullmakt eller som verje'],
  },
  menu: {
    label: 'Hovudmeny',
    measurements: 'Målingar',
    log: 'Kven har sett',
    blocks: 'Sperringar',
    emergency: 'Om naudhjelp',
  },
  call: {
    life: ['Ring', 'når det er fare for liv.'],
    urgent: ['Ring legevakta på', 'når du treng hjelp som ikkje kan vente.'],
  },
  measurements: {
    heading: { self: 'Målingane dine', other: (name: string) => `Målingane til ${name}` },
    team: {
      self: 'Dei som behandlar deg, følgjer opp målingane og kan setje eigne grenser for deg. Elles gjeld generelle grenser.',
      other:
        'Dei som gir behandlinga, følgjer opp målingane og kan setje eigne grenser. Elles gjeld generelle grenser.',
    },
    meaning: 'Kva tyder grensene og fargane?',
    general: {
      self: 'Der dei som behandlar deg ikkje har sett ei grense for deg, blir ei generell grense brukt. Det står ved kvar måling.',
      other:
        'Der dei som gir behandlinga ikkje har sett ei eiga grense, blir ei generell grense brukt. Det står ved kvar måling.',
    },
    colours:
      'Fargane viser kvar ei måling ligg i høve til grensa. Spør dei som følgjer opp målingane, om kva det tyder.',
    notWatched: 'Hjemmekurve er inga naudteneste, og ingen følgjer med på målingane heile døgnet.',
  },
  emergency: {
    heading: 'Om naudhjelp',
    lead: 'Hjemmekurve varslar ingen. Treng du hjelp, må du ringe:',
    inEmergency: 'Kva helsepersonell kan sjå i ein naudsituasjon',
    named: {
      title: 'Sperra du nokon ved namn? Det gjeld òg i ein naudsituasjon',
      body: 'Helsepersonell og verksemder som er sperra ved namn, får ikkje sjå målingane i Hjemmekurve, heller ikkje når det hastar. Dei kan ikkje opne sperringa sjølve. Ho gjeld til ho blir avslutta eller perioden er over.',
    },
    general: {
      title: 'Sperra du for alle? Då kan målingane opnast når det trengst',
      body: 'Ei sperring for alle kan opnast av helsepersonell som ikkje er sperra ved namn, på to måtar:',
      ways: [
        'med samtykke frå den målingane gjeld, eller frå ein som kan samtykke for henne eller han',
        'i ein naudsituasjon, når det ikkje er mogleg å spørje',
      ],
      reason:
        'Dei må skrive kvifor. Grunngivinga og oppslaget står etterpå under «Kven har sett», så du kan sjå at sperringa vart opna, av kven og kvifor.',
    },
    none: {
      title: 'Har du ingen sperringar?',
      body: 'Då kan helsepersonell i verksemder som er med i ordninga, sjå målingane når dei treng dei for å gi helsehjelp. Kvart oppslag står under «Kven har sett».',
    },
    beyond: {
      title: 'Sperringar gjeld Hjemmekurve',
      body: 'Ei sperring gjeld målingane i Hjemmekurve. Ho endrar ikkje journalen hos legen, kommunen eller sjukehuset, og ho slettar ingenting. Ei ny sperring gjeld med ein gong, òg for den som har målingane opne.',
    },
    toBlocks: 'Gå til sperringane',
    toLog: 'Sjå kven som har sett målingane',
  },
  instead: {
    failures: {
      'unknown-ehr': {
        title: 'Innlogginga er ikkje kjend her',
        body: 'Hjemmekurve kjenner ikkje staden innlogginga kom frå. Av omsyn til personvernet er ingenting henta. Logg inn på nytt herifrå.',
      },
      'storage-blocked': {
        title: 'Nettlesaren stoppar Hjemmekurve',
        body: 'Nettlesaren lèt ikkje Hjemmekurve hugse innlogginga medan du bruker sida. Tillat lagring for denne sida, eller opne ho i eit vanleg vindauge.',
      },
      'launch-refused': {
        title: 'Du vart ikkje logga inn',
        body: 'Innloggingstenesta gav ikkje Hjemmekurve tilgang. Ingen målingar er henta. Du kan prøve å logge inn på nytt.',
      },
      'launch-failed': {
        title: 'Innlogginga vart ikkje fullført',
        body: 'Innloggingstenesta stadfesta ikkje innlogginga. Ingen målingar er henta. Logg inn på nytt.',
      },
      'login-cancelled': {
        title: 'Innlogginga vart avbroten',
        body: 'Du er ikkje logga inn, og ingen målingar er henta. Du kan logge inn når du vil.',
      },
      'session-missing': {
        title: 'Du er ikkje logga inn i dette vindauget',
        body: 'Innlogginga gjeld eit anna vindauge, eller du har logga ut. Logg inn på nytt for å sjå målingane.',
      },
      'ehr-unavailable': {
        title: 'Får ikkje kontakt med innloggingstenesta',
        body: 'Innloggingstenesta svarer ikkje som ho skal. Ingen målingar er henta. Prøv igjen om litt.',
      },
      expired: {
        title: 'Du har vorte logga ut',
        body: 'Innlogginga varer ei avgrensa tid, så ingen andre skal sjå målingane på skjermen din. Logg inn på nytt for å halde fram.',
      },
      'no-patient': {
        title: 'Vi fekk ikkje vite kven det gjeld',
        body: 'Innlogginga sa ikkje kven sine målingar du vil sjå. Logg inn på nytt og vel kven det gjeld.',
      },
      'patient-identity': {
        title: 'Målingane kan ikkje slåast opp',
        body: 'Målingar blir henta med fødselsnummer eller D-nummer, og innlogginga gav ikkje eit gyldig nummer. Difor veit vi ikkje om det finst målingar.',
      },
      'citizen-identity': {
        title: 'Vi kan ikkje slå fast kven innlogginga gjeld',
        body: 'Innlogginga manglar namn eller fødselsdato, eller dei stemmer ikkje med fødselsnummeret. Då blir ingenting vist. Ta kontakt med brukarstøtta der du loggar inn.',
      },
      'parent-limited': {
        title: 'Foreldre har avgrensa innsyn frå barnet er 12 år',
        body: 'Når barnet er 12 til 15 år, har foreldre avgrensa innsyn, og her blir målingane ikkje viste. Du kan snakke med barnet eller med dei som følgjer barnet opp.',
      },
      'parent-not-allowed': {
        title: 'Frå 16 år må ungdommen logge inn sjølv',
        body: 'Den som har fylt 16 år, avgjer sjølv over helseopplysningane sine. Foreldre har då ikkje innsyn som foreldre.',
      },
      'not-representative': {
        title: 'Du kan ikkje sjå målingane på vegner av denne personen',
        body: 'Fullmakta eller retten til å representere personen gjeld ikkje no, eller ho gjeld noko anna. Ingen målingar er henta.',
      },
      'scope-insufficient': {
        title: 'Innlogginga gav ikkje tilgang til dette',
        body: 'Hjemmekurve fekk snevrare tilgang enn sida treng. Det kan finnast målingar, men dei kan ikkje visast. Logg inn på nytt.',
      },
      'client-refused': {
        title: 'Innlogginga gjeld ein annan app',
        body: 'Tilgangen er ikkje gitt til Hjemmekurve. Logg inn på nytt herifrå.',
      },
      'introspection-unavailable': {
        title: 'Innlogginga kan ikkje kontrollerast akkurat no',
        body: 'Innloggingstenesta svarer ikkje på om innlogginga di er gyldig. Ingen målingar er henta. Prøv igjen om litt.',
      },
      'facade-unreachable': {
        title: 'Får ikkje kontakt med Hjemmekurve',
        body: 'Tenesta svarer ikkje. Det tyder ikkje at målingane er borte. Kontroller at du er på nett, og prøv igjen.',
      },
      'store-unavailable': {
        title: 'Målingane kan ikkje hentast akkurat no',
        body: 'Lageret der målingane ligg, svarer ikkje. Det tyder ikkje at målingane er borte. Prøv igjen om litt.',
      },
      'store-timeout': {
        title: 'Målingane kom ikkje i tide',
        body: 'Lageret der målingane ligg, brukte for lang tid på å svare. Det tyder ikkje at målingane er borte. Prøv igjen.',
      },
      'store-busy': {
        title: 'Det er mange som hentar målingar akkurat no',
        body: 'Lageret tek ikkje imot fleire oppslag akkurat no. Vent litt og prøv igjen.',
      },
      'store-malformed': {
        title: 'Svaret kan ikkje brukast',
        body: 'Svaret var ufullstendig. Ingenting av det blir vist, for delar av det kunne mangle. Prøv igjen om litt.',
      },
      'too-large': {
        title: 'Det er for mange målingar til å visast samla',
        body: 'Svaret vart for stort, og ingenting av det blir vist, for delar av det måtte ha mangla. Vel ein kortare periode.',
      },
      'log-unavailable': {
        title: 'Oppslaget kan ikkje loggførast akkurat no',
        body: 'Alle som ser målingane, skal stå i loggen, du òg. Loggen kan ikkje brukast no, og difor blir ingenting vist. Det tyder ikkje at målingane er borte. Prøv igjen om litt.',
      },
      'citizens-not-supported': {
        title: 'Målingane kan ikkje visast for innbyggjarar enno',
        body: 'Lageret som er i bruk her, svarer berre helsepersonell. Det seier ingenting om kva målingar som finst.',
      },
      'other-patient': {
        title: 'Svaret gjaldt ein annan person',
        body: 'Hjemmekurve fekk opplysningar om ein annan person enn den du er logga inn for. Ingenting av det blir vist. Logg inn på nytt, og meld frå til brukarstøtta.',
      },
      unexpected: {
        title: 'Noko gjekk gale',
        body: 'Hjemmekurve kunne ikkje fullføre. Det tyder ikkje at målingane er borte. Prøv igjen.',
      },
    },
    app: {
      notEmergency:
        'Hjemmekurve er inga naudteneste. Ring 113 når det er fare for liv, og legevakta på 116 117 når det hastar.',
      neverReceived: 'Det er ikkje motteke nokon målingar enno',
    },
    limits: { order: 'Sett av dei som gir behandlinga' },
    overview: {
      heading: 'Målingar',
      caption: 'Siste måling av kvar type, dei utanfor grensa først',
      summaryLabel: 'Siste måling av kvar type',
      neverTitle: 'Det er ingen målingar her enno',
      neverBody:
        'Hjemmekurve har ikkje fått nokon målingar. Det kan vere fordi målingane ligg hos nokon som ikkje deler dei enno.',
      staleTitle: 'Det er ei stund sidan siste måling',
      staleBody: (age: string) =>
        `Den nyaste målinga vart teken ${age}. Har du målt seinare, er det ikkje kome fram hit.`,
    },
    trend: {
      back: 'Til alle målingar',
      never: 'Det er ikkje motteke nokon målingar av denne typen.',
    },
  },
} satisfies CitizenWords;
