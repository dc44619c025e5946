import type { LiteRt as PackageLiteRt } from '@litertjs/core';
import { ModelError } from '../modelError';
import type { ElementType } from '../tflite/elementTypes';
import { outOfMemory, runFailure } from './runFailure';
import { type RunTensor, shapeText } from './runTensor';

/**
 * The functions of LiteRT in WebAssembly. The scripts of @litertjs/core on top of them take tensors of FLOAT32, INT32 and UINT8 only, and load
 * in classic workers only.
 */
type LiteRtWasm = PackageLiteRt['liteRtWasm'];
type Environment = ReturnType<LiteRtWasm['LiteRtEnvironment']['create']>;
type WasmModel = ReturnType<LiteRtWasm['loadModel']>;
type WasmCompiled = Awaited<ReturnType<LiteRtWasm['compileModel']>>;
type WasmBuffer = ReturnType<LiteRtWasm['LiteRtTensorBuffer']['createManaged']>;

/** Creates the WebAssembly instance: the script litert_wasm_compat_internal.js of @litertjs/core. */
export type LiteRtFactory = (options: {
  locateFile(name: string): string;
  print(line: string): void;
  printErr(line: string): void;
}) => Promise<unknown>;

/** A runtime. Its memory only grows, so it ends with its thread. */
export type LiteRt = {
  /** @param bytes a .tflite file @throws ModelError if LiteRT cannot run it, with the reason */
  compile(bytes: Uint8Array): Promise<CompiledModel>;
  /** Size of the memory of WebAssembly. It never shrinks, but what models free is used again. */
  readonly heapBytes: number;
};

/** A model that is ready to run. */
export type CompiledModel = {
  readonly inputs: readonly RunTensor[];
  readonly outputs: readonly RunTensor[];
  /**
   * @param inputs bytes of each input, little-endian and row-major
   * @returns bytes of each output
   * @throws ModelError
   */
  run(inputs: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>[]>;
  /** Frees the memory. */
  dispose(): void;
};

/**
 * Starts LiteRT. It runs on one thread, with kernels that need no relaxed SIMD: then each browser computes the same bits.
 * @param wasmUrl URL or path of litert_wasm_compat_internal.wasm
 * @throws ModelError `network` if it does not start
 */
export async function startLiteRt(factory: LiteRtFactory, wasmUrl: string): Promise<LiteRt> {
  let log: string[] = [];
  const wasm = await instanceOf(factory, wasmUrl, (line) => log.push(line));
  wasm.setupLogging();
  const environment = wasm.LiteRtEnvironment.create(null);

  /** Does something, and finds out from the log whether it failed. */
  async function checked<T>(work: () => T | Promise<T>): Promise<T> {
    log = [];
    let result: T;
    try {
      result = await work();
    } catch (thrown) {
      throw runFailure(log, thrown)!;
    }
    const failure = runFailure(log);
    if (failure) throw failure;
    return result;
  }

  return {
    compile: (bytes) => compiledModel(wasm, environment, bytes, checked),
    get heapBytes() {
      return wasm.HEAPU8.byteLength;
    },
  };
}

async function instanceOf(
  factory: LiteRtFactory,
  wasmUrl: string,
  onLine: (line: string) => void,
): Promise<LiteRtWasm> {
  try {
    return (await factory({ locateFile: () => wasmUrl, print: onLine, printErr: onLine })) as LiteRtWasm;
  } catch (thrown) {
    const { message } = thrown as Error;
    throw new ModelError('network', `LiteRT did not start (${message}). Check the connection and try again.`);
  }
}

type Checked = <T>(work: () => T | Promise<T>) => Promise<T>;

async function compiledModel(
  wasm: LiteRtWasm,
  environment: Environment,
  bytes: Uint8Array,
  checked: Checked,
): Promise<CompiledModel> {
  const pointer = copied(wasm, bytes);
  const owned: { delete(): void }[] = [{ delete: () => wasm._free(pointer) }];
  const own = <T extends { delete(): void }>(object: T): T => {
    owned.push(object);
    return object;
  };
  const dispose = () => {
    for (const object of owned.splice(0).reverse()) object.delete();
  };

  try {
    const { model, compiled } = await checked(async () => {
      const model = own(wasm.loadModel(environment, pointer, bytes.byteLength));
      const options = { accelerator: 'wasm', environment, cpuOptions: { numThreads: 1 }, gpuOptions: {} } as const;
      return { model, compiled: own(await wasm.compileModel(environment, model, { ...options, webNNOptions: {} })) };
    });
    const { inputs, outputs } = signatureOf(model);
    const buffers = await checked(() => inputs.map((_, index) => own(inputBuffer(wasm, environment, model, index))));
    return { inputs, outputs, run: (values) => checked(() => outputsOf(wasm, compiled, buffers, values)), dispose };
  } catch (thrown) {
    dispose();
    throw thrown;
  }
}

/** @returns address in the memory of LiteRT */
function copied(wasm: LiteRtWasm, bytes: Uint8Array): number {
  const pointer = wasm._malloc(bytes.byteLength);
  if (pointer === 0) throw outOfMemory();
  wasm.HEAPU8.set(bytes, pointer);
  return pointer;
}

// The first signature. Models without signatures have one of all inputs and outputs.
const signature = 0;

function signatureOf(model: WasmModel) {
  const described = model.getSignature(signature);
  const inputs = listOf(described.inputNames()).map((name, index) =>
    runTensor(name, model.getInputTensorType(signature, index)),
  );
  const outputs = listOf(described.outputNames()).map((name, index) =>
    runTensor(name, model.getOutputTensorType(signature, index)),
  );
  described.delete();
  for (const { name, shape } of inputs) {
    if (shape.some((size) => size < 1)) {
      throw new ModelError(
        'bad-shape',
        `input ${name} has the shape ${shapeText(shape)}; expected sizes that are known and at least 1`,
      );
    }
  }
  return { inputs, outputs };
}

// Element types of LiteRT by their codes. Source: litert/cc/litert_element_type.h, which has the codes of TfLiteType.
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'FLOAT32',
  2: 'INT32',
  3: 'UINT8',
  4: 'INT64',
  5: 'STRING',
  6: 'BOOL',
  7: 'INT16',
  8: 'COMPLEX64',
  9: 'INT8',
  10: 'FLOAT16',
  11: 'FLOAT64',
  13: 'UINT64',
  16: 'UINT32',
  17: 'UINT16',
  18: 'INT4',
  19: 'BFLOAT16',
};

function runTensor(name: string, described: ReturnType<WasmModel['getInputTensorType']>): RunTensor {
  const code = described.elementType().value;
  const layout = described.layout();
  const shape = listOf(layout.dimensions());
  layout.delete();
  described.delete();
  const type = elementTypes[code];
  if (!type)
    throw new ModelError('unsupported-type', `tensor ${name} has the type ${code}, which Prunescope does not know`);
  return { name, type, shape };
}

function listOf<T>(vector: { size(): number; get(index: number): T; delete(): void }): T[] {
  const list = Array.from({ length: vector.size() }, (_, index) => vector.get(index));
  vector.delete();
  return list;
}

function inputBuffer(wasm: LiteRtWasm, environment: Environment, model: WasmModel, index: number): WasmBuffer {
  const type = model.getInputTensorType(signature, index);
  const { HOST_MEMORY } = wasm.LiteRtTensorBufferType;
  const buffer = wasm.LiteRtTensorBuffer.createManaged(environment, HOST_MEMORY, type, type.bytes());
  type.delete();
  return buffer;
}

async function outputsOf(
  wasm: LiteRtWasm,
  compiled: WasmCompiled,
  buffers: readonly WasmBuffer[],
  values: readonly Uint8Array[],
): Promise<Uint8Array<ArrayBuffer>[]> {
  const { READ, WRITE } = wasm.LiteRtTensorBufferLockMode;
  buffers.forEach((buffer, index) => {
    const given = values[index]!;
    if (given.byteLength !== buffer.packedSize())
      throw new Error(`input ${index} has ${given.byteLength} bytes, not ${buffer.packedSize()}`);
    wasm.HEAPU8.set(given, buffer.lock(WRITE));
    buffer.unlock();
  });
  const outputs = await compiled.run(signature, [...buffers]);
  return outputs.map((buffer) => {
    const start = buffer.lock(READ);
    const bytes = wasm.HEAPU8.slice(start, start + buffer.packedSize()) as Uint8Array<ArrayBuffer>;
    buffer.unlock();
    buffer.delete();
    return bytes;
  });
}
