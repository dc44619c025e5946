import { TensorType } from '../tflite/schema/tflite/tensor-type';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { type Graph, type GraphOperator, setVersion, versionOf } from './graph';
import { contentLength, fieldValue, newTable, numberIn, type TableNode } from './nodes';
import type { PlannedEncoding } from './plan';

// FULLY_CONNECTED reads stored-sparse weights in this version only. All others, also later ones, read them as dense without an error.
const sparseVersion = 8;
// The kernel for INT8 weights and FLOAT32 activations counts blocks in bytes.
const maxHybridBlocks = 255;

/**
 * Whether an operator has a kernel for stored-sparse weights: FULLY_CONNECTED with FLOAT32 in CSR or blocks of 1 x 4, or INT8 in blocks of 1 x 16
 * with INT8 activations. With FLOAT32 activations, there can be 255 blocks per row.
 * Source: LiteRT f674577, tflite/kernels/fully_connected.cc (SupportedSparsityFormat, PopulateLedgerData, EvalQuantized, EvalFloat, EvalHybrid).
 */
export function readsSparse(
  graph: Graph,
  user: GraphOperator,
  tensor: WeightTensor,
  encoding: PlannedEncoding,
): boolean {
  const [input = -1, , bias] = user.inputs;
  if (!isWeightOf(user, tensor) || bias === tensor.tensor || input === tensor.tensor) return false;
  if (tensor.shape.length !== 2) return false;
  const types = typesOf(graph, user);
  if (types === floatTypes) return encoding === 'csr' || encoding === 'block:1x4';
  if (encoding !== 'block:1x16') return false;
  return types === integerTypes || (types === hybridTypes && tensor.columnCount <= 16 * maxHybridBlocks);
}

/** Lets FULLY_CONNECTED read its weights as stored sparse. */
export function readSparse(root: TableNode, user: GraphOperator): void {
  setVersion(root, user, sparseVersion);
}

/** Lets a FULLY_CONNECTED that read the weights as stored sparse read dense ones, as the converter would. Leaves other operators as they are. */
export function readDense(root: TableNode, graph: Graph, user: GraphOperator, tensor: WeightTensor): void {
  if (tensor.encoding !== 'sparse' || !isWeightOf(user, tensor) || versionOf(root, user) !== sparseVersion) return;
  const version = denseVersion(graph, user, tensor);
  if (version !== undefined) setVersion(root, user, version);
}

/**
 * The version for dense weights; undefined for other types than stored-sparse weights can have.
 * Source: tensorflow/lite/tools/versioning/op_version.cc (GetBuiltinOperatorVersion).
 */
function denseVersion(graph: Graph, user: GraphOperator, tensor: WeightTensor): number | undefined {
  const types = typesOf(graph, user);
  if (types !== floatTypes && types !== integerTypes && types !== hybridTypes) return undefined;
  const options = tableIn(user.node, 'builtin_options');
  const isSet = (name: string) => options?.table === 'FullyConnectedOptions' && numberIn(options, name) > 0;
  if (types === hybridTypes && hasScales(graph.tensors[tensor.tensor])) return 12;
  if (user.inputs.length === 2) return 6;
  if (isSet('keep_num_dims')) return 5;
  if (types === floatTypes) return 1;
  if (types === integerTypes) return 4;
  return isSet('asymmetric_quantize_inputs') ? 9 : 3;
}

// Of the input, the weights and the output.
const floatTypes = [TensorType.FLOAT32, TensorType.FLOAT32, TensorType.FLOAT32].join();
const integerTypes = [TensorType.INT8, TensorType.INT8, TensorType.INT8].join();
const hybridTypes = [TensorType.FLOAT32, TensorType.INT8, TensorType.FLOAT32].join();

function typesOf({ tensors }: Graph, { inputs, outputs }: GraphOperator): string {
  const typeOf = (index = -1) => numberIn(tensors[index] ?? newTable('Tensor', {}), 'type');
  return [typeOf(inputs[0]), typeOf(inputs[1]), typeOf(outputs[0])].join();
}

function isWeightOf({ code, inputs }: GraphOperator, { tensor }: WeightTensor): boolean {
  return code === 'FULLY_CONNECTED' && inputs[1] === tensor;
}

/** Whether a tensor has a scale per channel. */
function hasScales(tensor: TableNode): boolean {
  const quantization = tableIn(tensor, 'quantization');
  const scale = quantization && fieldValue(quantization, 'scale');
  return scale !== undefined && 'content' in scale && contentLength(scale.content) > 4;
}

function tableIn(node: TableNode, name: string): TableNode | undefined {
  const value = fieldValue(node, name);
  if (!value || !('kind' in value)) return undefined;
  return value.kind === 'table' ? value : undefined;
}
