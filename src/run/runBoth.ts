import { ModelError, throwIfCancelled } from '../modelError';
import { elementFormat } from '../tflite/elementTypes';
import {
  type DifferenceCounter,
  differenceCounter,
  largestIndex,
  namesClass,
  type OutputDifferences,
  outputValues,
} from './differences';
import type { InputSet } from './inputSet';
import { type InputChoice, inputsOf } from './inputs';
import type { CompiledModel, LiteRt } from './liteRt';
import { elementsOf, type RunTensor, shapeText } from './runTensor';

/** An output of both models. */
export type ComparedOutput = RunTensor & {
  readonly differences: OutputDifferences;
  /** Values of the example that differs most, the first one if none differs. At most `maxShown`, at equal distances. */
  readonly shown: { readonly example: number; readonly before: Float64Array; readonly after: Float64Array };
};

/** Examples whose class is right, by the first output. */
export type Accuracy = { readonly labeled: number; readonly before: number; readonly after: number };

export type BothRun = {
  readonly examples: number;
  readonly outputs: readonly ComparedOutput[];
  /** Undefined without labels, or if the first output is not one row of classes. */
  readonly accuracy: Accuracy | undefined;
};

/** The outputs of a model on some examples. */
export type ModelRun = {
  readonly inputs: InputSet;
  readonly outputs: readonly RunTensor[];
  /** By example and output. */
  readonly values: readonly (readonly Uint8Array[])[];
};

/** @param done examples @param total examples of all models together */
export type RunProgress = (done: number, total: number) => void;

// Outputs of the first model are kept until the second one has run.
const maxKeptBytes = 2 ** 29;
const maxShown = 1024;

/**
 * Runs two models on the same inputs, one after the other, so that only one is in memory.
 * @throws ModelError if one of them cannot be run, or their inputs or outputs differ
 */
export async function runBoth(
  liteRt: LiteRt,
  models: { readonly before: Uint8Array; readonly after: Uint8Array },
  choice: InputChoice,
  onProgress: RunProgress = () => {},
  signal?: AbortSignal,
): Promise<BothRun> {
  const first = await runModel(liteRt, models.before, choice, (done, total) => onProgress(done, 2 * total), signal);
  const { count } = first.inputs;
  return compareRun(liteRt, first, models.after, (done) => onProgress(count + done, 2 * count), signal);
}

/** @throws ModelError */
export async function runModel(
  liteRt: LiteRt,
  bytes: Uint8Array,
  choice: InputChoice,
  onProgress: RunProgress = () => {},
  signal?: AbortSignal,
): Promise<ModelRun> {
  const model = await liteRt.compile(bytes);
  try {
    const outputs = readableOutputs(model);
    const inputs = await inputsOf(choice, model.inputs, signal);
    if (inputs.count < 1) throw new ModelError('bad-shape', 'there are no examples to run; choose at least one');
    const values: Uint8Array[][] = [];
    let kept = 0;
    for (let index = 0; index < inputs.count; index++) {
      throwIfCancelled(signal);
      const results = await model.run(inputs.at(index));
      kept += results.reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (kept > maxKeptBytes)
        throw new ModelError('too-large', 'the outputs take more than 512 MB; choose fewer examples');
      values.push(results);
      onProgress(index + 1, inputs.count);
    }
    return { inputs, outputs, values };
  } finally {
    model.dispose();
  }
}

/** Runs a second model on the inputs of the first one. @throws ModelError */
export async function compareRun(
  liteRt: LiteRt,
  first: ModelRun,
  bytes: Uint8Array,
  onProgress: RunProgress = () => {},
  signal?: AbortSignal,
): Promise<BothRun> {
  const { inputs, outputs, values } = first;
  const model = await liteRt.compile(bytes);
  try {
    checkSameOutputs(outputs, readableOutputs(model));
    const compared = outputs.map(comparedOutput);
    const accuracy = accuracyCounter(first);
    for (let index = 0; index < inputs.count; index++) {
      throwIfCancelled(signal);
      const after = await model.run(inputs.at(index));
      for (const [place, output] of compared.entries()) output.add(index, values[index]![place]!, after[place]!);
      accuracy?.add(index, after[0]!);
      onProgress(index + 1, inputs.count);
    }
    return {
      examples: inputs.count,
      outputs: compared.map((output) => output.result()),
      accuracy: accuracy?.result(),
    };
  } finally {
    model.dispose();
  }
}

function readableOutputs({ outputs }: CompiledModel): readonly RunTensor[] {
  for (const { name, type } of outputs) {
    if (!elementFormat(type))
      throw new ModelError('unsupported-type', `output ${name} has the type ${type}, which has no numbers to compare`);
  }
  return outputs;
}

function checkSameOutputs(before: readonly RunTensor[], after: readonly RunTensor[]): void {
  if (before.length !== after.length)
    throw new ModelError('bad-shape', `the models have ${before.length} and ${after.length} outputs; expected as many`);
  before.forEach(({ name, type, shape }, index) => {
    const other = after[index]!;
    if (type === other.type && shapeText(shape) === shapeText(other.shape)) return;
    throw new ModelError(
      'bad-shape',
      `output ${name} is ${type}, ${shapeText(shape)}, in the first model and ${other.type}, ${shapeText(other.shape)}, in the second; expected the same`,
    );
  });
}

function comparedOutput(output: RunTensor) {
  const counter: DifferenceCounter = differenceCounter(output);
  let shown: { example: number; largest: number; before: Uint8Array; after: Uint8Array } | undefined;
  return {
    add(example: number, before: Uint8Array, after: Uint8Array): void {
      const largest = counter.add(before, after);
      if (!shown || largest > shown.largest) shown = { example, largest, before, after };
    },
    result(): ComparedOutput {
      const { example, before, after } = shown!;
      const values = (bytes: Uint8Array) => sampled(outputValues(bytes, output));
      return {
        ...output,
        differences: counter.result(),
        shown: { example, before: values(before), after: values(after) },
      };
    },
  };
}

function sampled(values: Float64Array): Float64Array {
  if (values.length <= maxShown) return values;
  return Float64Array.from({ length: maxShown }, (_, index) => values[Math.floor((index * values.length) / maxShown)]!);
}

function accuracyCounter({ inputs, outputs, values }: ModelRun) {
  const { labels, count } = inputs;
  const [output] = outputs;
  if (!labels || !output || !namesClass(output)) return undefined;
  const isRight = (example: number, bytes: Uint8Array) =>
    largestIndex(outputValues(bytes, output), 0, elementsOf(output)) === labels[example];
  let after = 0;
  return {
    add(example: number, bytes: Uint8Array): void {
      if (isRight(example, bytes)) after++;
    },
    result(): Accuracy {
      const before = values.filter(([bytes], example) => isRight(example, bytes!)).length;
      return { labeled: count, before, after };
    },
  };
}
