import { memorySource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import { zipMembers } from '../tflite/zipMembers';
import type { InputSet } from './inputSet';
import { type NpyArray, readNpy } from './npy';
import { elementsOf, encodedValues, integerRange, type RunTensor, shapeText } from './runTensor';

/** The name of the array with the class of each example. */
const labelsName = 'labels';
// Of all arrays of a .npz file together.
const maxUnpacked = 2 ** 30;

type NamedArray = NpyArray & { readonly name: string };

/**
 * Arrays of NumPy as inputs: .npy files, and the arrays in .npz files. Each array belongs to the input of its name, or else arrays belong to
 * inputs in their order. An array has the shape of its input, with the number of examples in front if there are several. Sizes of 1 do not
 * matter. An array named `labels` has the class of each example.
 * @throws ModelError `bad-shape` if arrays do not fit the inputs, and those of readNpy
 */
export async function arrayInputs(
  inputs: readonly RunTensor[],
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  signal?: AbortSignal,
): Promise<InputSet> {
  const arrays = (await Promise.all(files.map(({ name, bytes }) => arraysIn(name, bytes, signal)))).flat();
  const labels = arrays.find(({ name }) => name === labelsName);
  const columns = inOrderOf(
    inputs,
    arrays.filter((array) => array !== labels),
  ).map((array, index) => fitted(inputs[index]!, array));
  const counts = [...columns.map(({ count }) => count), ...(labels ? [labels.values.length] : [])];
  const [count = 0] = counts;
  if (counts.some((other) => other !== count))
    throw badArray(`the arrays have different numbers of examples: ${counts.join(', ')}`);
  if (count === 0) throw badArray('the arrays have no examples');
  return { count, at: (index) => columns.map(({ at }) => at(index)), labels: labels?.values };
}

async function arraysIn(file: string, bytes: Uint8Array, signal?: AbortSignal): Promise<NamedArray[]> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isZip) return [{ ...readNpy(bytes, file), name: baseName(file) }];
  const members = await zipMembers(memorySource(file, bytes), { bytesLeft: maxUnpacked }, signal);
  const arrays: NamedArray[] = [];
  for (const member of members) {
    const source = await member.open();
    const content = await source.slice(0, source.byteLength, signal);
    arrays.push({ ...readNpy(content, `${file}/${member.name}`), name: baseName(member.name) });
  }
  return arrays;
}

function baseName(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.npy$/, '');
}

function inOrderOf(inputs: readonly RunTensor[], arrays: readonly NamedArray[]): readonly NamedArray[] {
  if (arrays.length !== inputs.length) {
    const names = inputs.map(({ name, shape }) => `${name} (${shapeText(shape)})`).join(', ');
    throw badArray(`there are ${arrays.length} arrays, and the model has ${inputs.length} inputs: ${names}`);
  }
  const named = inputs.map(({ name }) => arrays.find((array) => array.name === name));
  return named.every((array) => array !== undefined) ? named : arrays;
}

/** The examples in an array. */
function fitted(input: RunTensor, array: NamedArray): { readonly count: number; at(index: number): Uint8Array } {
  const expected = withoutOnes(input.shape);
  const given = withoutOnes(array.shape);
  const isOne = sameSizes(given, expected);
  if (!isOne && !sameSizes(given.slice(1), expected)) {
    throw badArray(
      `array ${array.name} has the shape ${shapeText(array.shape)}; input ${input.name} has ${shapeText(input.shape)}, with the number of examples in front if there are several`,
    );
  }
  checkValues(input, array);
  const size = elementsOf(input);
  return {
    count: isOne ? 1 : given[0]!,
    at: (index) => encodedValues(array.values.subarray(index * size, (index + 1) * size), input),
  };
}

/** Integer types must hold each value. */
function checkValues(input: RunTensor, { name, values }: NamedArray): void {
  const range = integerRange(input.type);
  if (!range) return;
  const [least, most] = range;
  const wrong = values.findIndex((value) => !(value >= least && value <= most && Number.isInteger(value)));
  if (wrong < 0) return;
  throw badArray(
    `array ${name} has the value ${values[wrong]}; input ${input.name} is ${input.type}, which holds integers from ${least} to ${most}`,
  );
}

function withoutOnes(shape: readonly number[]): readonly number[] {
  return shape.filter((size) => size !== 1);
}

function sameSizes(first: readonly number[], second: readonly number[]): boolean {
  return first.length === second.length && first.every((size, index) => size === second[index]);
}

function badArray(message: string): ModelError {
  return new ModelError('bad-shape', message);
}
