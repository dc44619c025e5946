import { ModelError } from '../modelError';
import { fieldReader, readRecords } from './damage';
import { elementTypeOf } from './elementTypes';
import { type Metadata, readEach } from './metadata';
import type { ExternalBuffer, MetadataEntry, Model, Subgraph, Tensor } from './model';
import { customCode, operatorCode, unreadableCode } from './operators';
import { type OperatorCode, parseOperator, tensorIndices } from './parseOperator';
import { BuiltinOperator } from './schema/tflite/builtin-operator';
import {
  ExternalBufferGroup,
  type ExternalBuffer as ExternalBufferTable,
  type Metadata as MetadataTable,
  Model as ModelTable,
  type OperatorCode as OperatorCodeTable,
  type SubGraph,
  type Tensor as TensorTable,
} from './schema/tflite_generated';

// Only rejects damaged counts. TFLite operators support at most 8 dimensions.
const maxDimensions = 64;

/**
 * Parses the records of a .tflite file, without weights. Each offset and count is checked against the file before use. A damaged tensor or operator
 * has a `problem`, and the others can be used. A damaged list affects the whole model.
 * @throws ModelError `truncated`, `bad-offset`, `too-large`, and those of the source
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
    const codes = readRecords(table.operatorCodesLength(), 'operator codes', (i) =>
      codeOf(present(table.operatorCodes(i))),
    );
    const optional = fieldReader();
    return {
      description: optional.field(() => table.description() ?? '', ''),
      subgraphs: readRecords(table.subgraphsLength(), 'subgraphs', (i) =>
        subgraphOf(i, present(table.subgraphs(i)), codes),
      ),
      bufferPositions: readRecords(table.buffersLength(), 'buffers', (i) => present(table.buffers(i)).bb_pos),
      externalBuffers: optional.field(() => externalBuffersOf(table), []),
      metadata: optional.field(
        () => readRecords(table.metadataLength(), 'metadata', (i) => metadataEntryOf(present(table.metadata(i)))),
        [],
      ),
    };
  }, signal);
}

/** The code is the larger of the two fields, because the deprecated one has at most 127. Source: GetBuiltinCode in schema_utils.cc. */
function codeOf(table: OperatorCodeTable): OperatorCode {
  const record = fieldReader();
  const code = record.field(() => {
    const number = Math.max(table.deprecatedBuiltinCode(), table.builtinCode());
    return number === BuiltinOperator.CUSTOM ? customCode(table.customCode() ?? '') : operatorCode(number);
  }, unreadableCode);
  return { code, problem: record.problem };
}

/** Without the damaged ones, so that the tensors that use them cannot be read. */
function externalBuffersOf(table: ModelTable): ExternalBuffer[] {
  const groups = readRecords(table.externalBufferGroupsLength(), 'groups', (i) => {
    const group = present(table.externalBufferGroups(i, new ExternalBufferGroup()));
    return fieldReader().field(() => group.name() ?? '', undefined);
  });
  const buffers = readRecords(table.externalBuffersLength(), 'external buffers', (i) => {
    const external = present(table.externalBuffers(i));
    return fieldReader().field(() => externalBufferOf(external, groups), undefined);
  });
  return buffers.flatMap((buffer) => buffer ?? []);
}

function externalBufferOf(external: ExternalBufferTable, groups: readonly (string | undefined)[]): ExternalBuffer {
  return {
    id: external.id(),
    fileName: groups[external.group()],
    group: external.group(),
    offset: external.offset(),
    length: external.length(),
    packing: external.packing() ?? '',
  };
}

function metadataEntryOf(table: MetadataTable): MetadataEntry {
  const record = fieldReader();
  const name = record.field(() => table.name() ?? '', '');
  const buffer = record.field(() => table.buffer(), 0);
  return { name, buffer, problem: record.problem };
}

function subgraphOf(index: number, table: SubGraph, codes: readonly OperatorCode[]): Subgraph {
  const tensors = readRecords(table.tensorsLength(), 'tensors', (i) => tensorOf(i, present(table.tensors(i))));
  // Only the list of tensors and that of operators are needed to find weights.
  const optional = fieldReader();
  return {
    index,
    name: optional.field(() => table.name() ?? '', ''),
    tensors,
    operators: readRecords(table.operatorsLength(), 'operators', (i) =>
      parseOperator(i, present(table.operators(i)), codes, tensors.length),
    ),
    inputs: optional.field(() => tensorIndices(table.inputsLength(), (i) => table.inputs(i)), []),
    outputs: optional.field(() => tensorIndices(table.outputsLength(), (i) => table.outputs(i)), []),
  };
}

function tensorOf(index: number, table: TensorTable): Tensor {
  const record = fieldReader();
  const name = record.field(() => table.name() ?? '', '');
  const shape = record.field(() => shapeOf(table), []);
  const typeCode = record.field<number>(() => table.type(), -1);
  const fields = {
    bufferIndex: record.field(() => table.buffer(), -1),
    externalBuffer: record.field(() => table.externalBuffer(), 0),
    isVariable: record.field(() => table.isVariable(), false),
    storedSparse: record.field(() => table.sparsity() !== null, false),
  };
  const { problem } = record;
  return {
    ...{ index, name, shape, type: elementTypeOf(typeCode), typeCode, ...fields, position: table.bb_pos },
    ...(problem && { problem }),
  };
}

function shapeOf(table: TensorTable): number[] {
  const dimensions = table.shapeLength();
  if (dimensions > maxDimensions) {
    throw new ModelError(
      'bad-shape',
      `the tensor has ${dimensions} dimensions; expected at most ${maxDimensions}: the file is damaged`,
    );
  }
  return readEach(dimensions, (i) => table.shape(i) ?? 0);
}

/** Generated accessors of vectors can return null, but not for indices inside the vector. */
function present<T>(table: T | null): T {
  if (table === null) throw new ModelError('bad-offset', 'a list of the model has no data: the file is damaged');
  return table;
}
