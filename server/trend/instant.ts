/** FHIR instant, in UTC. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
