import { ModelError } from '../modelError';
import { elementTypeOf } from './elementTypes';
import { type Metadata, readEach } from './metadata';
import type { ExternalBuffer, Model, Operator, OperatorOptions, Subgraph, Tensor, WindowOptions } from './model';
import { customCode, operatorCode } from './operators';
import { BuiltinOperator } from './schema/tflite/builtin-operator';
import {
  BatchMatMulOptions,
  BuiltinOptions,
  Conv2DOptions,
  DepthwiseConv2DOptions,
  ExternalBufferGroup,
  FullyConnectedOptions,
  LSTMKernelType,
  LSTMOptions,
  Model as ModelTable,
  type OperatorCode,
  type Operator as OperatorTable,
  Padding,
  type SubGraph,
  type Tensor as TensorTable,
  VarHandleOptions,
} from './schema/tflite_generated';

// Only rejects damaged counts. TFLite operators support at most 8 dimensions.
const maxDimensions = 64;

/**
 * Parses the records of a .tflite file, without weights. Each offset and count is checked against the file before use.
 * @throws ModelError `truncated`, `bad-offset`, `bad-shape`, `too-large`, and those of the source
 */
export async function parseModel(metadata: Metadata, signal?: AbortSignal): Promise<Model> {
  return metadata.read((buffer) => {
    const table = ModelTable.getRootAsModel(buffer);
    if (table.version() === 0 && table.subgraphsLength() === 0) {
      throw new ModelError(
        'bad-offset',
        'the model has no version and no subgraphs; expected version 3 and at least one subgraph: the file is damaged. Download it again.',
      );
    }
    const codes = readEach(table.operatorCodesLength(), (i) => codeOf(present(table.operatorCodes(i))));
    const groups = readEach(table.externalBufferGroupsLength(), (i) => {
      return present(table.externalBufferGroups(i, new ExternalBufferGroup())).name() ?? '';
    });
    return {
      description: table.description() ?? '',
      subgraphs: readEach(table.subgraphsLength(), (i) => subgraphOf(i, present(table.subgraphs(i)), codes)),
      bufferPositions: readEach(table.buffersLength(), (i) => present(table.buffers(i)).bb_pos),
      externalBuffers: readEach(table.externalBuffersLength(), (i): ExternalBuffer => {
        const external = present(table.externalBuffers(i));
        return {
          id: external.id(),
          fileName: groups[external.group()],
          group: external.group(),
          offset: external.offset(),
          length: external.length(),
          packing: external.packing() ?? '',
        };
      }),
      metadata: readEach(table.metadataLength(), (i) => {
        const entry = present(table.metadata(i));
        return { name: entry.name() ?? '', buffer: entry.buffer() };
      }),
    };
  }, signal);
}

/** The code is the larger of the two fields, because the deprecated one has at most 127. Source: GetBuiltinCode in schema_utils.cc. */
function codeOf(table: OperatorCode): string {
  const code = Math.max(table.deprecatedBuiltinCode(), table.builtinCode());
  return code === BuiltinOperator.CUSTOM ? customCode(table.customCode() ?? '') : operatorCode(code);
}

function subgraphOf(index: number, table: SubGraph, codes: readonly string[]): Subgraph {
  const tensors = readEach(table.tensorsLength(), (i) => tensorOf(i, present(table.tensors(i))));
  return {
    index,
    name: table.name() ?? '',
    tensors,
    operators: readEach(table.operatorsLength(), (i) =>
      operatorOf(i, present(table.operators(i)), codes, tensors.length),
    ),
    inputs: tensorIndices(table.inputsLength(), (i) => table.inputs(i)),
    outputs: tensorIndices(table.outputsLength(), (i) => table.outputs(i)),
  };
}

function tensorOf(index: number, table: TensorTable): Tensor {
  const dimensions = table.shapeLength();
  if (dimensions > maxDimensions) {
    throw new ModelError(
      'bad-shape',
      `tensor ${index} has ${dimensions} dimensions; expected at most ${maxDimensions}: the file is damaged`,
    );
  }
  const typeCode = table.type();
  return {
    index,
    name: table.name() ?? '',
    shape: readEach(dimensions, (i) => table.shape(i) ?? 0),
    type: elementTypeOf(typeCode),
    typeCode,
    bufferIndex: table.buffer(),
    externalBuffer: table.externalBuffer(),
    isVariable: table.isVariable(),
    storedSparse: table.sparsity() !== null,
    position: table.bb_pos,
  };
}

function operatorOf(index: number, table: OperatorTable, codes: readonly string[], tensorCount: number): Operator {
  const code = codes[table.opcodeIndex()];
  if (code === undefined) {
    throw new ModelError(
      'bad-offset',
      `operator ${index} refers to operator code ${table.opcodeIndex()}, but the model has ${codes.length}: the file is damaged`,
    );
  }
  const inputs = tensorIndices(table.inputsLength(), (i) => table.inputs(i));
  const outputs = tensorIndices(table.outputsLength(), (i) => table.outputs(i));
  const stray = [...inputs, ...outputs].find((tensor) => tensor < -1 || tensor >= tensorCount);
  if (stray !== undefined) {
    throw new ModelError(
      'bad-offset',
      `operator ${index} (${code}) refers to tensor ${stray}, but the subgraph has ${tensorCount}: the file is damaged`,
    );
  }
  const options = optionsOf(table);
  return { index, code, inputs, outputs, ...(options && { options }) };
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

function tensorIndices(count: number, indexAt: (i: number) => number | null): number[] {
  return readEach(count, (i) => indexAt(i) ?? -1);
}

/** Generated accessors of vectors can return null, but not for indices inside the vector. */
function present<T>(table: T | null): T {
  if (table === null) throw new ModelError('bad-offset', 'a list of the model has no data: the file is damaged');
  return table;
}
