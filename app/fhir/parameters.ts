/** Reading of a `Parameters` resource: by name, without trusting its shape. */
type Parameter = fhir4.ParametersParameter;

export class MalformedTrend extends Error {
  override readonly name = 'MalformedTrend';
}

export function named(parameters: readonly Parameter[] | undefined, name: string): Parameter | undefined {
  return parameters?.find((parameter) => parameter.name === name);
}

export function allNamed(parameters: readonly Parameter[] | undefined, name: string): Parameter[] {
  return (parameters ?? []).filter((parameter) => parameter.name === name);
}

export function text(parameters: readonly Parameter[] | undefined, name: string): string | undefined {
  const found = named(parameters, name);
  return found?.valueString ?? found?.valueCode;
}

export function instant(parameters: readonly Parameter[] | undefined, name: string): string | undefined {
  const found = named(parameters, name);
  return found?.valueInstant ?? found?.valueDateTime;
}

/** A space-separated column; an absent or empty one has no entries. */
export function column(parameters: readonly Parameter[] | undefined, name: string): string[] {
  const joined = text(parameters, name);
  return joined ? joined.split(' ') : [];
}
