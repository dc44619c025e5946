import { tflmDecode } from '../tflite/operators';
import { BuiltinOperator } from '../tflite/schema/tflite/builtin-operator';
import { TensorType } from '../tflite/schema/tflite/tensor-type';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { readDense, readSparse, readsSparse } from './fullyConnected';
import {
  computedTensor,
  customCodeIndex,
  type Graph,
  type GraphOperator,
  newOperator,
  operatorCodeIndex,
  setVersion,
} from './graph';
import { isHybrid } from './hybridWeights';
import { labelOf } from './modelWeights';
import {
  appendTable,
  type Content,
  contentLength,
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
import type { OutsideParts } from './outsideData';
import { badPlan, type PlannedEncoding } from './plan';
import type { EncodedTensor } from './tensorEncoding';

/** The parts of a model that storing a tensor changes. */
export type StoringPlace = {
  readonly root: TableNode;
  readonly graph: Graph;
  readonly outside: OutsideParts;
  readonly tensor: WeightTensor;
  readonly encoding: PlannedEncoding;
};

// For a scale per channel.
const dequantizeVersion = 5;

/**
 * Stores the weights of a tensor in another encoding, and changes the operators around it: removes those that decoded it, adds those that do.
 * @returns notes on operators that compute in another way
 * @throws ModelError `bad-plan`
 */
export function storeTensor(place: StoringPlace, encoded: EncodedTensor): string[] {
  const { graph, tensor } = place;
  const node = graph.tensors[tensor.tensor];
  if (encoded.kind !== 'dense' && [...graph.inputs, ...graph.outputs].includes(tensor.tensor))
    throw badPlan('the tensor is an input or an output of its subgraph; expected only operators that use it');
  removeDecoding(place, encoded.kind === 'sparse');
  if (encoded.kind !== 'sparse') for (const user of graph.operators) readDense(place.root, graph, user, tensor);
  setField(node, 'sparsity', encoded.kind === 'sparse' ? encoded.sparsity : undefined);
  if (encoded.kind === 'tflm-decode') {
    addTflmDecode(place, encoded);
    return [];
  }
  setBufferData(place.outside, ownBuffer(place, node), encoded.values);
  return encoded.kind === 'sparse' ? addDensify(place) : [];
}

/** Removes the operators that decode the tensor. @param keepsDensify they are needed again */
function removeDecoding({ root, graph, outside, tensor }: StoringPlace, keepsDensify: boolean): void {
  const { operators, outputs } = graph;
  for (const operator of [...operators]) {
    if (operator.code === 'DENSIFY' && operator.inputs[0] === tensor.tensor && !keepsDensify) {
      const [output] = operator.outputs;
      if (outputs.includes(output)) throw badPlan('the weights behind DENSIFY are an output of the subgraph');
      operators.splice(operators.indexOf(operator), 1);
      for (const user of operators) replaceInput(user, output, tensor.tensor);
    }
    const pair = operator.code === tflmDecode ? operator.outputs.indexOf(tensor.tensor) : -1;
    if (pair < 0) continue;
    if (operator.outputs.length > 1)
      throw badPlan('TFLM_DECODE decodes several tensors at once; expected one operator for the tensor');
    operators.splice(operators.indexOf(operator), 1);
    for (const input of operator.inputs) dropData(root, graph, outside, input);
  }
}

/** Empties a tensor that no operator uses any more, unless its buffer has other users. */
function dropData(root: TableNode, graph: Graph, outside: OutsideParts, index: number): void {
  if (graph.operators.some(({ inputs }) => inputs.includes(index))) return;
  const node = graph.tensors[index];
  const buffer = numberIn(node, 'buffer');
  setField(node, 'buffer', scalar(0, 4));
  if (buffer > 0 && bufferUsers(root, buffer) === 0)
    setBufferData(outside, tablesIn(root, 'buffers')[buffer], { bytes: new Uint8Array(0) });
}

function replaceInput(operator: GraphOperator, from: number, to: number): void {
  operator.inputs = operator.inputs.map((input) => (input === from ? to : input));
}

/** How many tensors and other data of the model refer to a buffer. */
function bufferUsers(root: TableNode, index: number): number {
  const tensors = tablesIn(root, 'subgraphs').flatMap((subgraph) => tablesIn(subgraph, 'tensors'));
  return [...tensors, ...tablesIn(root, 'metadata')].filter((node) => numberIn(node, 'buffer') === index).length;
}

/** The Buffer table of a tensor. A tensor without data, or with the same empty buffer as another one, gets a new one. */
function ownBuffer({ root }: StoringPlace, node: TableNode): TableNode {
  const index = numberIn(node, 'buffer');
  if (index > 0 && bufferUsers(root, index) === 1) return tablesIn(root, 'buffers')[index];
  const buffer = newTable('Buffer', {});
  setField(node, 'buffer', scalar(appendTable(root, 'buffers', buffer), 4));
  return buffer;
}

/** Replaces the data of a Buffer table, inside or outside of the flatbuffer as before. */
export function setBufferData(outside: OutsideParts, buffer: TableNode, content: Content): void {
  const part = outside.of(buffer);
  const data = fieldValue(buffer, 'data');
  if (part) part.content = content;
  else if (data && 'content' in data) data.content = content;
  else setField(buffer, 'data', newData('Buffer', 'data', content));
}

/** Adds TFLM_DECODE before the first operator that uses the tensor. The tensor is its output. */
function addTflmDecode(place: StoringPlace, { bitmap, ancillary }: EncodedTensor & { kind: 'tflm-decode' }): void {
  const { root, graph, outside, tensor } = place;
  const node = graph.tensors[tensor.tensor];
  const before = numberIn(node, 'buffer');
  setField(node, 'buffer', scalar(0, 4));
  const newBuffer = () => appendTable(root, 'buffers', newTable('Buffer', {}));
  const encoded = before > 0 && bufferUsers(root, before) === 0 ? before : newBuffer();
  const add = (suffix: string, content: Content, index: number) => {
    setBufferData(outside, tablesIn(root, 'buffers')[index], content);
    const constant = newTable('Tensor', {
      shape: newData('Tensor', 'shape', int32s([contentLength(content)])),
      type: scalar(TensorType.UINT8, 1),
      buffer: scalar(index, 4),
      name: newData('Tensor', 'name', text(`${tensor.name}/${suffix}`)),
    });
    return graph.addTensor(constant);
  };
  const inputs = [add('encoded', bitmap, encoded), add('ancillary', ancillary, newBuffer())];
  insertBeforeUsers(graph, tensor.tensor, newOperator(customCodeIndex(root, 'TFLM_DECODE'), inputs, [tensor.tensor]));
}

/**
 * Lets FULLY_CONNECTED read the tensor directly if it can; adds DENSIFY for all other users. INT8 weights of operators with FLOAT32 activations also
 * get DEQUANTIZE, because XNNPACK does not compute with them behind DENSIFY, and the model would not run.
 */
function addDensify({ root, graph, tensor, encoding }: StoringPlace): string[] {
  const users = graph.operators.filter(({ code, inputs }) => code !== 'DENSIFY' && inputs.includes(tensor.tensor));
  if (users.length === 0) return [];
  if (users.every((user) => readsSparse(graph, user, tensor, encoding))) {
    for (const user of users) readSparse(root, user);
    return [];
  }
  for (const user of users) readDense(root, graph, user, tensor);
  const stored = graph.tensors[tensor.tensor];
  const output = graph.addTensor(computedTensor(stored, `${tensor.name}/densify`));
  const hybrid = users.filter(({ code, outputs }) => {
    const output = graph.tensors[outputs[0] ?? -1];
    return isHybrid(code, tensor.type, output && numberIn(output, 'type'));
  });
  const real = hybrid.length > 0 ? graph.addTensor(computedTensor(stored, `${tensor.name}/dequantize`, true)) : output;
  const operators = [
    newOperator(operatorCodeIndex(root, BuiltinOperator.DENSIFY), [tensor.tensor], [output], 'DensifyOptions'),
  ];
  if (hybrid.length > 0) {
    const code = operatorCodeIndex(root, BuiltinOperator.DEQUANTIZE, dequantizeVersion);
    operators.push(newOperator(code, [output], [real], 'DequantizeOptions'));
  }
  insertBeforeUsers(graph, tensor.tensor, ...operators);
  for (const user of users) replaceInput(user, tensor.tensor, hybrid.includes(user) ? real : output);
  // The versions for INT8 weights do not compute with FLOAT32 weights that are not constant.
  for (const user of hybrid) setVersion(root, user, 1);
  const codes = [...new Set(hybrid.map(({ code }) => code))];
  return codes.map(
    (code) =>
      `${labelOf(tensor)}: ${code} gets the weights as FLOAT32, behind DENSIFY and DEQUANTIZE. It does not quantize its activations any more, so its outputs differ slightly.`,
  );
}

function insertBeforeUsers({ operators }: Graph, tensor: number, ...added: GraphOperator[]): void {
  const first = operators.findIndex(({ inputs }) => inputs.includes(tensor));
  operators.splice(first < 0 ? operators.length : first, 0, ...added);
}
