/** Given and family name as written on a page; the id where a record has no name. */
export function personName({ id, name }: fhir4.Patient | fhir4.Practitioner): string {
  const [first] = name ?? [];
  return first?.text ?? ([...(first?.given ?? []), first?.family ?? ''].join(' ').trim() || (id ?? ''));
}
