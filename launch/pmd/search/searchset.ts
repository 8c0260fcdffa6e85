/**
 * A searchset Bundle of the given entries, piece by piece. No `total`, no `link`; without entries there is no `entry`
 * either, since FHIR has no empty arrays.
 */
export function* searchset(entries: Iterable<string>): Generator<string> {
  yield '{"resourceType":"Bundle","type":"searchset"';
  let before = ',"entry":[';
  for (const entry of entries) {
    yield before + entry;
    before = ',';
  }
  yield before === ',' ? ']}' : '}';
}
