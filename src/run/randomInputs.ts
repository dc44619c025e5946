import { randomLcg } from 'd3';
import type { InputSet } from './inputSet';
import { elementsOf, encodedValues, integerRange, type RunTensor } from './runTensor';

// Larger integers are indices, such as those of tokens. Few models have fewer than 10.
const indexRange = [0, 9] as const;

/**
 * Random values, the same for the same seed: uniform from -1 to 1 for floats, over all values of integers of at most 16 bits, and from 0 to 9
 * for larger integers, which are indices in most models.
 * @param count of examples
 */
export function randomInputs(inputs: readonly RunTensor[], seed: number, count: number): InputSet {
  return {
    count,
    at(index) {
      // A seed in (0, 1) of its own for each example, so that an example does not depend on those before. Steps of the golden ratio are far apart.
      const random = randomLcg(((seed + 1) * 0.7548776662466927 + (index + 1) * 0.6180339887498949) % 1);
      return inputs.map((input) => encodedValues(randomValues(input, random), input));
    },
  };
}

function randomValues(input: RunTensor, random: () => number): Float64Array {
  const range = integerRange(input.type);
  const values = new Float64Array(elementsOf(input));
  if (!range) return values.map(() => 2 * random() - 1);
  const [least, most] = range[1] > 65535 ? indexRange : range;
  return values.map(() => least + Math.floor(random() * (most - least + 1)));
}
