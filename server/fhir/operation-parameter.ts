type Parameter = fhir4.OperationDefinitionParameter;

const of =
  (use: 'in' | 'out') =>
  (
    name: string,
    min: number,
    max: string,
    type: NonNullable<Parameter['type']>,
    documentation: string,
  ): Parameter => ({ name, use, min, max, type, documentation });

/** A parameter of a request. */
export const input = of('in');

/** A parameter of an answer. */
export const output = of('out');

/** A parameter of an answer that has parts. */
export const group = (
  name: string,
  min: number,
  max: string,
  documentation: string,
  part: Parameter[],
): Parameter => ({ name, use: 'out', min, max, documentation, part });

export const periodInputs: Parameter[] = [
  input('start', 0, '1', 'dateTime', 'From this instant; a date: from the start of that day in Europe/Oslo'),
  input('end', 0, '1', 'dateTime', 'Until just before this instant; a date: through that day in Europe/Oslo'),
];
