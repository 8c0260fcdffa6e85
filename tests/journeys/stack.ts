/** Where the program under test runs: origins without a trailing slash, FHIR bases, and its data folder. */
export interface Stack {
  app: string;
  fhir: string;
  ehr: string;
  ehrFhir: string;
  citizensFhir: string;
  dataDir: string;
}

/** The stack on the embedded store that the journeys' setup started. */
export const stack = (): Stack => read('JOURNEY_STACK');

/** The one with HelseID and PMD. Their faults are everybody's: one spec file uses it, one test at a time. */
export const pmdStack = (): Stack & { helseid: string; pmd: string } =>
  read('JOURNEY_PMD_STACK') as ReturnType<typeof pmdStack>;

function read(name: string): Stack {
  const addresses = process.env[name];
  if (!addresses) throw new Error('No stack is running: start the journeys with `npx playwright test`.');
  return JSON.parse(addresses) as Stack;
}
