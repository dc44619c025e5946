import { ModelError } from '../modelError';
import { elementsOf, encodedValues, type RunTensor, shapeText } from './runTensor';

/** Examples to run a model on. */
export type InputSet = {
  readonly count: number;
  /** Bytes of each input of the model, for the example at an index. */
  at(index: number): readonly Uint8Array[];
  /** The class of each example, if it is known. */
  readonly labels?: ArrayLike<number> | undefined;
};

/** The only input of a model. @param what is put in, in the plural @throws ModelError `bad-shape` if there are more, or fewer */
export function onlyInput(inputs: readonly RunTensor[], what: string): RunTensor {
  const [input] = inputs;
  if (input && inputs.length === 1) return input;
  throw new ModelError(
    'bad-shape',
    `the model has ${inputs.length} inputs; ${what} need a model with one. Choose arrays or random values.`,
  );
}

/** Height, width and channels of an input for images. @throws ModelError `bad-shape` if it is none */
export function imageShape(input: RunTensor): readonly [number, number, number] {
  const [batch, height, width, channels] = input.shape as [number, number, number, number];
  if (input.shape.length !== 4 || batch !== 1 || ![1, 3, 4].includes(channels)) {
    throw new ModelError(
      'bad-shape',
      `input ${input.name} has the shape ${shapeText(input.shape)}; images need 1 × height × width × channels, with 1, 3 or 4 channels`,
    );
  }
  return [height, width, channels];
}

/** One example of zeros. */
export function zeroInputs(inputs: readonly RunTensor[]): InputSet {
  const zeros = inputs.map((input) => encodedValues(new Float64Array(elementsOf(input)), input));
  return { count: 1, at: () => zeros };
}
