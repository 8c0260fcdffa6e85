/** Where the program under test runs: origins without a trailing slash, FHIR bases, and its data folder. */
export interface Stack {
  app: string;
  fhir: string;
  ehr: string;
  ehrFhir: string;
  dataDir: string;
}

/** The stack that the journeys' setup started. */
export function stack(): Stack {
  const addresses = process.env['JOURNEY_STACK'];
  if (!addresses) throw new Error('No stack is running: start the journeys with `npx playwright test`.');
  return JSON.parse(addresses) as Stack;
}
