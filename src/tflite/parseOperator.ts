import { ModelError } from '../modelError';
import { fieldReader } from './damage';
import { readEach } from './metadata';
import type { Operator, OperatorOptions, WindowOptions } from './model';
import { unreadableCode } from './operators';
import {
  BatchMatMulOptions,
  BuiltinOptions,
  Conv2DOptions,
  DepthwiseConv2DOptions,
  FullyConnectedOptions,
  LSTMKernelType,
  LSTMOptions,
  type Operator as OperatorTable,
  Padding,
  VarHandleOptions,
} from './schema/tflite_generated';

// Only rejects damaged counts. Published models have operators with a few hundred tensors.
const maxTensors = 2 ** 16;

/** The code of an operator, or why it cannot be read. */
export type OperatorCode = { readonly code: string; readonly problem?: ModelError | undefined };

/**
 * Parses an operator. What cannot be read, and indices of tensors that do not exist, are absent and make a `problem`.
 * @throws ModelError `too-large`
 */
export function parseOperator(
  index: number,
  table: OperatorTable,
  codes: readonly OperatorCode[],
  tensorCount: number,
): Operator {
  const record = fieldReader();
  const { code, problem: codeProblem } = record.field(() => codeAt(codes, table.opcodeIndex()), {
    code: unreadableCode,
  });
  if (codeProblem) record.fail(codeProblem);

  function existing(tensor: number): number {
    if (tensor >= -1 && tensor < tensorCount) return tensor;
    record.fail(damaged(`it refers to tensor ${tensor}, but the subgraph has ${tensorCount}`));
    return -1;
  }

  const inputs = record.field(() => tensorIndices(table.inputsLength(), (i) => table.inputs(i)), []);
  const outputs = record.field(() => tensorIndices(table.outputsLength(), (i) => table.outputs(i)), []);
  const operator = { index, code, inputs: inputs.map(existing), outputs: outputs.map(existing) };
  const options = record.field(() => optionsOf(table), undefined);
  const { problem } = record;
  return {
    ...operator,
    ...(options && { options }),
    ...(problem && {
      problem: new ModelError(problem.code, `operator ${index} (${code}) cannot be read: ${problem.message}`),
    }),
  };
}

function codeAt(codes: readonly OperatorCode[], index: number): OperatorCode {
  if (index < codes.length) return codes[index];
  throw damaged(`it refers to operator code ${index}, but the model has ${codes.length}`);
}

function damaged(found: string): ModelError {
  return new ModelError('bad-offset', `${found}: the file is damaged`);
}

/** Indices of tensors of a subgraph. -1 is an absent tensor. */
export function tensorIndices(count: number, indexAt: (i: number) => number | null): number[] {
  if (count > maxTensors) throw damaged(`it has a list of ${count} tensors; expected at most ${maxTensors}`);
  return readEach(count, (i) => indexAt(i) ?? -1);
}

/** Options without their table are those of a damaged operator, and have their defaults. */
function optionsOf(table: OperatorTable): OperatorOptions | undefined {
  switch (table.builtinOptionsType()) {
    case BuiltinOptions.Conv2DOptions: {
      const options: Conv2DOptions | null = table.builtinOptions(new Conv2DOptions());
      return options ? { window: windowOf(options) } : undefined;
    }
    case BuiltinOptions.DepthwiseConv2DOptions: {
      const options: DepthwiseConv2DOptions | null = table.builtinOptions(new DepthwiseConv2DOptions());
      return options ? { window: windowOf(options) } : undefined;
    }
    case BuiltinOptions.BatchMatMulOptions: {
      const options: BatchMatMulOptions | null = table.builtinOptions(new BatchMatMulOptions());
      return options ? { adjX: options.adjX(), adjY: options.adjY() } : undefined;
    }
    case BuiltinOptions.FullyConnectedOptions: {
      const options: FullyConnectedOptions | null = table.builtinOptions(new FullyConnectedOptions());
      return options?.weightsFormat() ? { weightsFormat: options.weightsFormat() } : undefined;
    }
    case BuiltinOptions.LSTMOptions: {
      const options: LSTMOptions | null = table.builtinOptions(new LSTMOptions());
      return options ? { basicLstm: options.kernelType() === LSTMKernelType.BASIC } : undefined;
    }
    case BuiltinOptions.VarHandleOptions: {
      const options: VarHandleOptions | null = table.builtinOptions(new VarHandleOptions());
      return options ? { variable: options.sharedName() ?? '' } : undefined;
    }
    default:
      return undefined;
  }
}

function windowOf(options: Conv2DOptions | DepthwiseConv2DOptions): WindowOptions {
  return {
    padding: options.padding() === Padding.SAME ? 'SAME' : 'VALID',
    stride: [options.strideH(), options.strideW()],
    dilation: [options.dilationHFactor(), options.dilationWFactor()],
  };
}
