/** Names of parts that an answer holds and the definition of its operation does not. */
export function undefinedParts(definition: fhir4.OperationDefinition, answer: fhir4.Parameters): string[] {
  const defined = new Set<string>();
  const collect = (parameters: fhir4.OperationDefinitionParameter[], path: string) => {
    for (const { name, part = [], use } of parameters) {
      if (use === 'out') defined.add(`${path}${name}`);
      collect(part, `${path}${name}.`);
    }
  };
  collect(definition.parameter ?? [], '');
  const used = new Set<string>();
  const walk = (parameters: fhir4.ParametersParameter[], path: string) => {
    for (const { name, part = [] } of parameters) {
      used.add(`${path}${name}`);
      walk(part, `${path}${name}.`);
    }
  };
  walk(answer.parameter ?? [], '');
  return [...used].filter((name) => !defined.has(name));
}
