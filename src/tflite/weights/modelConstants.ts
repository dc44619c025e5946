import { ModelError } from '../../modelError';
import { elementFormat, storedBytes, storedValue } from '../elementTypes';
import type { Model, Operator, Subgraph, Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { hasUnknownFormat, isCompiled, passesConstant, tflmDecode, weightInputs } from '../operators';
import { type DataRange, dataRanges, readData } from '../tensorData';
import type { ConstantTensor, UnlistedReason } from './coverage';
import { type Constants, producersOf, type WeightConstant, weightConstants } from './weightConstants';
import { elementCountOf } from './weightTensor';

/** The constants of an open model. */
export type ModelConstants = {
  readonly weights: readonly WeightConstant[];
  /** The constants that coverage counts, ordered by subgraph and tensor. */
  readonly counted: readonly ConstantTensor[];
};

/**
 * Finds the weights of a model and accounts for its other constants.
 * @param exact reads the Buffer table of each tensor that can be constant. Otherwise a tensor that no operator computes counts as constant,
 * with the size that follows from shape and type. This does not read the Buffer tables, which are spread over the file.
 * @throws ModelError `cancelled`, and those of the source
 */
export async function modelConstants(file: ModelFile, exact: boolean, signal?: AbortSignal): Promise<ModelConstants> {
  const { model } = file;
  const hasData = exact ? await storedTensors(file, signal) : presumedConstants(model);
  const constants: Constants = {
    has: (tensor) => hasData.has(tensor),
    keepsLastDimension: await lastDimensionsKept(file, hasData, signal),
  };
  const weights = weightConstants(model, constants);
  return { weights, counted: countedConstants(model, weights, hasData) };
}

/** The constants of a model, each with its stored size in bytes, or with the reason why it cannot be read. */
type ConstantSizes = ReadonlyMap<Tensor, number | ModelError>;

async function storedTensors({ model, metadata }: ModelFile, signal?: AbortSignal): Promise<ConstantSizes> {
  const candidates = model.subgraphs.flatMap((subgraph) => {
    const inputs = constantInputs(subgraph);
    return subgraph.tensors.filter(
      (tensor) => !tensor.isVariable && (inputs.has(tensor.index) || isCounted(tensor, undefined)),
    );
  });
  const ranges = await dataRanges(metadata, model, candidates, signal);
  const computed = new Set(model.subgraphs.flatMap((subgraph) => [...computedTensors(subgraph)]));
  // Reversed, so that the first of several buffers with the same id counts.
  const externalSizes = new Map(model.externalBuffers.toReversed().map(({ id, length }) => [id, Number(length)]));
  return new Map(
    candidates.flatMap((tensor, i) => {
      const size = storedSize(tensor, ranges[i], externalSizes);
      if (size instanceof ModelError && computed.has(tensor)) return [];
      return size === undefined ? [] : [[tensor, size] as const];
    }),
  );
}

/** The tensors of a subgraph that hold weights if they are constant. */
function constantInputs({ operators }: Subgraph): ReadonlySet<number> {
  return new Set(
    operators.flatMap((operator) => {
      if (hasUnknownFormat(operator.code)) return operator.inputs;
      if (passesConstant(operator.code)) return operator.inputs.slice(0, 1);
      return weightInputs(operator).map(({ input }) => operator.inputs[input] ?? -1);
    }),
  );
}

function storedSize(
  { externalBuffer }: Tensor,
  range: DataRange | ModelError | undefined,
  externalSizes: ReadonlyMap<number, number>,
): number | ModelError | undefined {
  // A buffer that is not listed once is an error of the tensor when it is read.
  if (externalBuffer !== 0) return externalSizes.get(externalBuffer) ?? 0;
  return range instanceof ModelError ? range : range && range.end - range.start;
}

/** The tensors that are not constant in a valid model: inputs, and outputs of operators. */
function computedTensors(subgraph: Subgraph): ReadonlySet<Tensor> {
  const indices = [...subgraph.inputs, ...producersOf(subgraph).keys()];
  return new Set(indices.flatMap((index) => subgraph.tensors[index] ?? []));
}

function presumedConstants(model: Model): ConstantSizes {
  return new Map(
    model.subgraphs.flatMap((subgraph) => {
      const computed = computedTensors(subgraph);
      return subgraph.tensors
        .filter((tensor) => !tensor.isVariable && (tensor.bufferIndex !== 0 || tensor.externalBuffer !== 0))
        .filter((tensor) => !computed.has(tensor))
        .map((tensor) => [tensor, expectedSize(tensor)] as const);
    }),
  );
}

function expectedSize({ shape, type }: Tensor): number {
  const format = type && elementFormat(type);
  return format ? storedBytes(format, elementCountOf(shape)) : 0;
}

/**
 * Reads the permutations of the TRANSPOSE operators that can be between a constant and its user. They are constants of a few bytes. Most
 * TRANSPOSE operators of a model have activations, and are not read.
 */
async function lastDimensionsKept(
  file: ModelFile,
  hasData: ConstantSizes,
  signal?: AbortSignal,
): Promise<Constants['keepsLastDimension']> {
  const transposes = file.model.subgraphs.flatMap((subgraph) => {
    const { operators, tensors } = subgraph;
    const producers = producersOf(subgraph);
    const canBeConstant = (input: number) => {
      const code = producers.get(input)?.code;
      return hasData.has(tensors[input]) || code === tflmDecode || (code !== undefined && passesConstant(code));
    };
    return operators.flatMap((operator) => {
      const [input = -1, permutation = -1] = operator.inputs;
      const isRead = operator.code === 'TRANSPOSE' && permutation >= 0 && canBeConstant(input);
      return isRead ? [{ operator, permutation: tensors[permutation] }] : [];
    });
  });
  if (transposes.length === 0) return () => false;
  const ranges = await dataRanges(
    file.metadata,
    file.model,
    transposes.map(({ permutation }) => permutation),
    signal,
  );
  const kept = new Set<Operator>();
  for (const [i, { operator, permutation }] of transposes.entries()) {
    const range = ranges[i];
    const [rank] = permutation.shape;
    const { type } = permutation;
    if (!range || range instanceof ModelError || (type !== 'INT32' && type !== 'INT64') || !rank) continue;
    const size = type === 'INT32' ? 4 : 8;
    if (range.end - range.start < size * rank) continue;
    const last = await readData(file.source, range, size * (rank - 1), size * rank, signal);
    if (storedValue(last, type, 0) === rank - 1) kept.add(operator);
  }
  return (transpose) => kept.has(transpose);
}

const minCountedElements = 64;

/** Smaller constants are parameters of operators. Custom operators can have their weights as a list of bytes. */
function isCounted({ shape, problem }: Tensor, user: Operator | undefined): boolean {
  // The size of a damaged tensor is not known.
  if (problem) return true;
  return elementCountOf(shape) >= minCountedElements && (shape.length >= 2 || (!!user && hasUnknownFormat(user.code)));
}

function countedConstants(model: Model, weights: readonly WeightConstant[], sizes: ConstantSizes): ConstantTensor[] {
  const listedAs = new Map(
    weights.flatMap(({ tensor, decodedFrom }) => {
      const stored = decodedFrom ? [decodedFrom.ancillary, decodedFrom.encoded] : [tensor];
      return stored.map((constant) => [constant, tensor.index] as const);
    }),
  );
  return model.subgraphs.flatMap((subgraph) => {
    const users = firstUsers(subgraph);
    return subgraph.tensors.flatMap((tensor): ConstantTensor[] => {
      const size = sizes.get(tensor);
      const user = users.get(tensor.index);
      if (size === undefined || !isCounted(tensor, user)) return [];
      const entry = listedAs.get(tensor);
      const because = entry === undefined ? reasonOf(size, user) : undefined;
      return [
        {
          subgraph: subgraph.index,
          tensor: tensor.index,
          name: tensor.name,
          elements: elementCountOf(tensor.shape),
          bytes: size instanceof ModelError ? 0 : size,
          operator: user?.code ?? '',
          ...(entry !== undefined && { listedAs: entry }),
          ...(because && { because }),
          ...(because === 'variable' && { variable: variableName(subgraph, user!.inputs[0] ?? -1) }),
        },
      ];
    });
  });
}

/** Name of the variable with this handle: the shared name, or the name of the handle. */
function variableName({ operators, tensors }: Subgraph, handle: number): string {
  const source = operators.find(({ code, outputs }) => code === 'VAR_HANDLE' && outputs.includes(handle));
  return source?.options?.variable || tensors[handle]?.name || '';
}

function firstUsers({ operators }: Subgraph): ReadonlyMap<number, Operator> {
  const users = new Map<number, Operator>();
  for (const operator of operators) {
    for (const input of operator.inputs) if (!users.has(input)) users.set(input, operator);
  }
  return users;
}

function reasonOf(size: number | ModelError, user: Operator | undefined): UnlistedReason {
  if (size instanceof ModelError) return 'unreadable';
  if (!user) return 'no-operator';
  if (user.problem) return 'unreadable';
  if (user.code === 'ASSIGN_VARIABLE') return 'variable';
  return isCompiled(user.code) ? 'compiled' : 'operator';
}
