import babel from '@babel/core';
import { allMutators } from './node_modules/@stryker-mutator/instrumenter/dist/src/mutators/mutate.js';

const { types } = babel;

/** One step of the last digit written: 0.1 of `3.9`; a number with an exponent is doubled or removed. */
function stepOf(raw, value) {
  if (/e/i.test(raw)) return value;
  const decimals = /\.(\d+)$/.exec(raw)?.[1].length ?? 0;
  return 10 ** -decimals;
}

/** Every number of the text one step up and one step down: what Stryker leaves alone, and what limits are made of. */
export const numberLiteral = {
  name: 'NumberLiteral',
  *mutate(path) {
    if (!path.isNumericLiteral() || (path.parentPath.isObjectProperty() && path.key === 'key')) return;
    const { value, extra } = path.node;
    const step = stepOf(String(extra?.raw ?? value), value);
    for (const changed of [value + step, value - step])
      yield types.valueToNode(Number(changed.toPrecision(12)));
  },
};

allMutators.push(numberLiteral);

/** Stryker takes no mutators from plugins, so this one adds itself; an empty plugin is what makes Stryker load it. */
export const strykerPlugins = [];
