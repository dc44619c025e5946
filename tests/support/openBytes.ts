import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { type OpenedModel, openModel } from '../../src/model/openModel';
import { ModelError } from '../../src/modelError';
import type { Engine } from '../../src/sparsity/engine';
import { type Pattern, twoOfFour } from '../../src/sparsity/pattern';
import { reportOn, type SparsityReport, type TensorReport } from '../../src/sparsity/report';
import { buildModel, type ModelDescription, type TensorDescription } from './buildModel';

/** Opens a model like the command: checks all constants. Default engine: CPU. */
export function openBytes(bytes: Uint8Array, engine: Engine = cpuEngine()): Promise<OpenedModel> {
  return openSource(memorySource('a.tflite', bytes), engine);
}

export function openSource(source: ByteSource, engine: Engine = cpuEngine()): Promise<OpenedModel> {
  return openModel(source, { engineFor: () => engine, exact: true });
}

export async function reportOfBytes(bytes: Uint8Array, pattern: Pattern = twoOfFour): Promise<SparsityReport> {
  return reportOn({ model: await openBytes(bytes), modelSha256: sha256Of(bytes), pattern, sha256: sha256Of });
}

/** A model of one FULLY_CONNECTED with these weights, tensor 1 of subgraph 0. More tensors follow from index 3. */
export function denseLayer(weights: TensorDescription, ...more: TensorDescription[]): ModelDescription {
  return {
    tensors: [{ name: 'input', shape: [1, 4] }, { name: 'weights', ...weights }, { name: 'output' }, ...more],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  };
}

/** The report on the only weight tensor of denseLayer. */
export async function denseLayerReport(
  weights: TensorDescription,
  ...more: TensorDescription[]
): Promise<TensorReport & Record<string, unknown>> {
  const report = await reportOfBytes(buildModel(denseLayer(weights, ...more)));
  return report.tensors[0];
}

/** The code of the ModelError that an attempt throws, or `undefined` on success. Rethrows other errors, which are bugs. */
export async function errorCodeOf(attempt: () => unknown): Promise<string | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ModelError) return thrown.code;
    throw thrown;
  }
}
