import { ByteBuffer } from 'flatbuffers';
import {
  BlockwiseQuantization,
  Model,
  MultiAxisQuantization,
  type Operator,
  QuantizationDetails,
  type SubGraph,
  type Tensor,
} from '../../../src/tflite/schema/tflite_generated';

/** The tensors that a damaged record can affect, as keys such as `0:1`; `all` for a record that all need. */
export type Affected = ReadonlySet<string> | 'all';

/** Codes of the operators that pass on constants: DEQUANTIZE, RESHAPE, CUSTOM (TFLM_DECODE), TRANSPOSE, CAST, QUANTIZE and DENSIFY. */
const passing: ReadonlySet<number> = new Set([6, 22, 32, 39, 53, 114, 124]);

/** For each owner of places of a valid model, what its damage can affect. */
export function affectedBy(bytes: Uint8Array): (owner: string) => Affected {
  const model = Model.getRootAsModel(new ByteBuffer(bytes));
  if (model.externalBuffersLength() > 0 || model.metadataLength() > 0) return () => 'all';
  const graphs = Array.from({ length: model.subgraphsLength() }, (_, s) => graphOf(model, model.subgraphs(s)!));

  function keysOf(graph: number, tensors: Iterable<number>): string[] {
    return [...tensors].flatMap((tensor) => [...(graphs[graph].groups[tensor] ?? [])].map((t) => `${graph}:${t}`));
  }

  return (owner) => {
    const [kind, place = ''] = owner.split(' ');
    const [first, second = 0] = place.split(':').map(Number);
    if (kind === 'tensor') return new Set(keysOf(first, [second]));
    if (kind === 'operator') return new Set(keysOf(first, tensorsOf(graphs[first].operators[second])));
    const keys = graphs.flatMap(({ tensors, operators }, graph) => {
      const users = operators.filter((operator) => kind === 'code' && operator.opcodeIndex() === first);
      const stored = [...tensors.keys()].filter((i) => kind === 'buffer' && tensors[i].buffer() === first);
      return keysOf(graph, [...stored, ...users.flatMap(tensorsOf)]);
    });
    return kind === 'model' ? 'all' : new Set(keys);
  };
}

function tensorsOf(operator: Operator): number[] {
  return [
    ...Array.from({ length: operator.inputsLength() }, (_, i) => operator.inputs(i)!),
    ...Array.from({ length: operator.outputsLength() }, (_, i) => operator.outputs(i)!),
  ];
}

/** The groups of a subgraph: tensors that pass on or describe each other. */
function graphOf(model: Model, subgraph: SubGraph) {
  const tensors = Array.from({ length: subgraph.tensorsLength() }, (_, i) => subgraph.tensors(i)!);
  const operators = Array.from({ length: subgraph.operatorsLength() }, (_, i) => subgraph.operators(i)!);
  const groups = tensors.map((_, i) => new Set([i]));
  function join(members: readonly number[]): void {
    const existing = members.filter((member) => member >= 0 && member < tensors.length);
    const joined = new Set(existing.flatMap((member) => [...groups[member]]));
    for (const member of joined) groups[member] = joined;
  }
  for (const operator of operators) {
    const code = model.operatorCodes(operator.opcodeIndex())!;
    if (passing.has(Math.max(code.builtinCode(), code.deprecatedBuiltinCode()))) join(tensorsOf(operator));
  }
  for (const [i, tensor] of tensors.entries()) join([i, ...detailTensors(tensor)]);
  return { tensors, operators, groups };
}

function detailTensors(tensor: Tensor): number[] {
  const quantization = tensor.quantization();
  const type = quantization?.detailsType();
  if (type === QuantizationDetails.BlockwiseQuantization) {
    const details: BlockwiseQuantization = quantization!.details(new BlockwiseQuantization());
    return [details.scales(), details.zeroPoints()];
  }
  if (type !== QuantizationDetails.MultiAxisQuantization) return [];
  const details: MultiAxisQuantization = quantization!.details(new MultiAxisQuantization());
  return [details.scales(), details.zeroPoints()];
}
