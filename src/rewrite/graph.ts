import type { ModelFile } from '../tflite/modelFile';
import { BuiltinOperator } from '../tflite/schema/tflite/builtin-operator';
import {
  appendTable,
  fieldValue,
  int32s,
  newData,
  newTable,
  numberIn,
  scalar,
  setField,
  type TableNode,
  tablesIn,
  text,
} from './nodes';
import { badPlan } from './plan';
import { fieldNamed } from './schemaTables';

/** An operator of a subgraph that is being changed. */
export type GraphOperator = {
  readonly node: TableNode;
  /** As in Operator of the parsed model; undefined for a new one. */
  readonly code: string | undefined;
  inputs: readonly number[];
  readonly outputs: readonly number[];
};

/** A subgraph whose operators and tensors can be changed. `finish` writes the changes to its tables. */
export type Graph = {
  /** In their order. The list can be changed. */
  readonly operators: GraphOperator[];
  /** Tables of the tensors. */
  readonly tensors: readonly TableNode[];
  /** @returns the index of the new tensor */
  addTensor(tensor: TableNode): number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  finish(): void;
};

// Written by the converter. It refers to operators by their place.
const controlDependencies = 'model_control_dependencies';

export function graphOf({ model }: ModelFile, root: TableNode, index: number): Graph {
  const subgraph = model.subgraphs[index];
  const node = tablesIn(root, 'subgraphs')[index];
  const list = tablesIn(node, 'operators');
  const operators = subgraph.operators.map(
    (operator, i): GraphOperator => ({
      node: list[i],
      code: operator.code,
      inputs: operator.inputs,
      outputs: operator.outputs,
    }),
  );
  return {
    ...{ operators, tensors: tablesIn(node, 'tensors'), inputs: subgraph.inputs, outputs: subgraph.outputs },
    addTensor: (tensor) => appendTable(node, 'tensors', tensor),
    finish() {
      const isMoved = operators.length !== list.length || operators.some((operator, i) => operator.node !== list[i]);
      if (isMoved && model.metadata.some(({ name }) => name === controlDependencies))
        throw badPlan(
          `the model has the metadata ${controlDependencies}, which refers to operators by their place. The encoding needs another operator, so it would be wrong.`,
        );
      for (const operator of operators) {
        const before = subgraph.operators[list.indexOf(operator.node)];
        if (before && String(before.inputs) === String(operator.inputs)) continue;
        if (before?.problem) throw badPlan(`an operator that has to be changed is damaged: ${before.problem.message}`);
        setField(operator.node, 'inputs', newData('Operator', 'inputs', int32s(operator.inputs)));
      }
      if (isMoved) setField(node, 'operators', { kind: 'tables', items: operators.map((operator) => operator.node) });
    },
  };
}

/** Index of the code of a builtin operator in the model. Adds it if there is none. */
export function operatorCodeIndex(root: TableNode, code: number, version = 1): number {
  // Custom operators of one version can have different names.
  if (code === BuiltinOperator.CUSTOM) throw new Error('expected a builtin operator');
  const codes = tablesIn(root, 'operator_codes');
  const found = codes.findIndex((node) => codeOf(node) === code && numberIn(node, 'version', 1) === version);
  if (found >= 0) return found;
  return appendTable(root, 'operator_codes', newTable('OperatorCode', codeFields(code, version)));
}

/** Index of the code of a custom operator in the model, which is in memory. Adds it if there is none. */
export function customCodeIndex(root: TableNode, name: string): number {
  const found = tablesIn(root, 'operator_codes').findIndex(
    (node) =>
      codeOf(node) === BuiltinOperator.CUSTOM && numberIn(node, 'version', 1) === 1 && customName(node) === name,
  );
  if (found >= 0) return found;
  const custom = newData('OperatorCode', 'custom_code', text(name));
  const fields = { ...codeFields(BuiltinOperator.CUSTOM, 1), custom_code: custom };
  return appendTable(root, 'operator_codes', newTable('OperatorCode', fields));
}

/** Undefined without a name, or one that is longer than the texts in memory. */
function customName(node: TableNode): string | undefined {
  const value = fieldValue(node, 'custom_code');
  const content = value && 'content' in value ? value.content : undefined;
  return content && 'bytes' in content ? new TextDecoder().decode(content.bytes) : undefined;
}

/** The version of an operator. */
export function versionOf(root: TableNode, { node }: GraphOperator): number {
  return numberIn(tablesIn(root, 'operator_codes')[numberIn(node, 'opcode_index')], 'version', 1);
}

/** The code is the larger of the two fields, because the deprecated one has at most 127. */
function codeOf(node: TableNode): number {
  return Math.max(numberIn(node, 'deprecated_builtin_code'), numberIn(node, 'builtin_code'));
}

function codeFields(code: number, version: number) {
  const highest = BuiltinOperator.PLACEHOLDER_FOR_GREATER_OP_CODES;
  return {
    deprecated_builtin_code: scalar(Math.min(code, highest), 1),
    version: scalar(version, 4),
    builtin_code: scalar(code, 4),
  };
}

/** Sets the version of an operator. Other operators keep theirs. */
export function setVersion(root: TableNode, { node }: GraphOperator, version: number): void {
  const code = tablesIn(root, 'operator_codes')[numberIn(node, 'opcode_index')];
  setField(node, 'opcode_index', scalar(operatorCodeIndex(root, codeOf(code), version), 4));
}

/** @param options the table of its options, which has no fields; undefined for none */
export function newOperator(
  codeIndex: number,
  inputs: readonly number[],
  outputs: readonly number[],
  options?: string,
): GraphOperator {
  const union = fieldNamed('Operator', 'builtin_options');
  const type = options !== undefined && union.kind === 'union' ? union.tables.indexOf(options) + 1 : 0;
  const node = newTable('Operator', {
    opcode_index: scalar(codeIndex, 4),
    inputs: newData('Operator', 'inputs', int32s(inputs)),
    outputs: newData('Operator', 'outputs', int32s(outputs)),
    ...(options !== undefined && {
      builtin_options_type: scalar(type, 1),
      builtin_options: newTable(options, {}),
    }),
  });
  return { node, code: undefined, inputs, outputs };
}

/** A tensor like another one, for the same values without data. @param isFloat real values instead of stored ones */
export function computedTensor(like: TableNode, name: string, isFloat = false): TableNode {
  const stored = isFloat ? [] : ['type', 'quantization'];
  const same = ['shape', 'shape_signature', 'has_rank', ...stored].flatMap((field) => {
    const value = fieldValue(like, field);
    return value ? [[field, value] as const] : [];
  });
  return newTable('Tensor', {
    ...Object.fromEntries(same),
    buffer: scalar(0, 4),
    name: newData('Tensor', 'name', text(name)),
  });
}
