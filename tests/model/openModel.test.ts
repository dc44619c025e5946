import { describe, expect, it, vi } from 'vitest';
import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { openModel } from '../../src/model/openModel';
import type { Engine } from '../../src/sparsity/engine';
import { twoOfFour } from '../../src/sparsity/pattern';
import { reportOn } from '../../src/sparsity/report';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { buildModel, type TensorDescription } from '../support/buildModel';
import { chunkedSource } from '../support/chunkedSource';
import { decodedPrunedLayer, lutLayer, type PlainWeights, shuffledLayer } from '../support/encodedWeights';
import { maskText, maskWhere, seededRandom } from '../support/matrices';
import type { ModelDescription } from '../support/modelDescription';
import { denseLayer, errorCodeOf, openBytes, openSource } from '../support/openBytes';
import type { ElementTypeName } from '../support/packing';
import { recordedSource } from '../support/recordedSource';

/** The CPU engine with a small limit. It records the requested rows. */
function smallEngine(maxBytes: number): Engine & { readonly requested: StoredRows[] } {
  const requested: StoredRows[] = [];
  const cpu = cpuEngine();
  return {
    ...cpu,
    maxBytes,
    requested,
    analysisOf(rows, ...rest) {
      requested.push(rows);
      return cpu.analysisOf(rows, ...rest);
    },
  };
}

async function analysisIn(weights: TensorDescription, engine?: Engine) {
  const opened = await openBytes(buildModel(denseLayer(weights)), engine);
  const { mask, summary } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
  return { mask, summary };
}

function randomWeights(type: ElementTypeName, shape: [number, number]): TensorDescription {
  const random = seededRandom(shape[1]);
  const data = Array.from({ length: shape[0] * shape[1] }, () => (random() < 0.5 ? 0 : 1));
  return { shape, type, data };
}

describe('a tensor larger than the engine supports at once', () => {
  it('is analyzed in row ranges', async () => {
    const engine = smallEngine(20);
    await analysisIn({ shape: [5, 8], type: 'INT8', data: new Array(40).fill(1) }, engine);
    expect(engine.requested.map(({ rowCount, firstElement }) => [firstElement, rowCount])).toEqual([
      [0, 2],
      [16, 2],
      [32, 1],
    ]);
  });

  it.each<[ElementTypeName, [number, number]]>([
    ['FLOAT32', [9, 33]],
    ['FLOAT16', [10, 7]],
    ['INT8', [11, 65]],
    ['INT4', [7, 5]], // rows begin in mid-byte
    ['UINT4', [12, 33]],
    ['INT2', [13, 3]],
  ])('gives what it gives in one piece: %s %j', async (type, shape) => {
    const weights = randomWeights(type, shape);
    const expected = await analysisIn(weights);
    for (const maxBytes of [1, 3, 7]) {
      const engine = smallEngine(maxBytes);
      expect(await analysisIn(weights, engine)).toEqual(expected);
      expect(engine.requested.length).toBeGreaterThan(1);
    }
  });

  it('uses the zero points of its rows and columns', async () => {
    const weights = { shape: [4, 3], type: 'INT8', data: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2] } as const;
    const byRow = { ...weights, quantization: { scale: 1, zeroPoint: [0, 1, 2, 3] } };
    expect(maskText((await analysisIn(byRow, smallEngine(1))).mask)).toEqual(['.##', '#.#', '##.', '###']);
    const byColumn = { ...weights, quantization: { scale: 1, zeroPoint: [0, 1, 0], dimension: 1 } };
    expect(maskText((await analysisIn(byColumn, smallEngine(1))).mask)).toEqual(['..#', '..#', '..#', '..#']);
  });
});

describe('a threshold', () => {
  const weights: TensorDescription = { ...randomWeights('INT8', [9, 33]), quantization: { scale: 0.5, zeroPoint: 0 } };

  it.each([
    ['in the memory of the engine', wasmEngine()!],
    ['in other memory', cpuEngine()],
  ])('that moves reads the weights no more than twice, %s', async (_, engine) => {
    const source = recordedSource(buildModel(denseLayer(weights)));
    const opened = await openSource(source, engine);
    const [tensor] = opened.contents.tensors;
    const nonzerosAt = async (threshold?: number) =>
      (await opened.analysisOf(tensor, twoOfFour, undefined, undefined, threshold)).summary.nonzeros;
    const exact = await nonzerosAt();
    expect(await nonzerosAt(0.3)).toBe(exact);
    const reads = source.reads.length;
    expect(await nonzerosAt(0.4)).toBe(exact);
    expect(source.reads).toHaveLength(reads + 1);
    expect(await nonzerosAt(0.5)).toBe(0);
    expect(source.reads).toHaveLength(reads + 1);
    expect(await nonzerosAt()).toBe(exact);
    expect(source.reads).toHaveLength(reads + 2);
  });
});

/** A model of one layer whose bytes arrive in parts. */
function inParts(weights: TensorDescription): ByteSource {
  return chunkedSource(buildModel(denseLayer(weights)), () => 7);
}

describe('a tensor whose bytes arrive in parts', () => {
  it('is analyzed in the memory of the engine, which is used again', async () => {
    const wasm = wasmEngine()!;
    const reserved = vi.fn(wasm.memoryFor);
    const engine = { ...wasm, memoryFor: reserved, partBytes: 48 };
    const opened = await openSource(inParts(randomWeights('INT8', [40, 5])), engine);
    const expected = await analysisIn(randomWeights('INT8', [40, 5]));
    for (let round = 0; round < 2; round++) {
      const { mask, summary } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
      expect({ mask, summary }).toEqual(expected);
    }
    expect(reserved).toHaveBeenCalledTimes(1);
  });

  it('does not share memory with another tensor that is analyzed at the same time', async () => {
    const engine = { ...wasmEngine()!, partBytes: 48 };
    const random = seededRandom(7);
    const tensors = [0, 1].map(() => Array.from({ length: 200 }, () => (random() < 0.5 ? 0 : 1)));
    const maskOf = async (data: number[]) => {
      const opened = await openSource(inParts({ shape: [40, 5], type: 'INT8', data }), engine);
      return (await opened.analysisOf(opened.contents.tensors[0], twoOfFour)).mask;
    };
    const expected = tensors.map((data) => maskWhere(40, 5, (row, column) => data[row * 5 + column] !== 0));
    // Afterwards, the engine has memory that is not used.
    expect(await maskOf(tensors[0])).toEqual(expected[0]);
    expect(await Promise.all(tensors.map(maskOf))).toEqual(expected);
  });

  it('is analyzed in parts that start on a byte, while it is read', async () => {
    const engine = { ...smallEngine(2 ** 20), partBytes: 24 };
    const opened = await openSource(inParts(randomWeights('INT4', [20, 5])), engine);
    const { mask, summary } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
    expect({ mask, summary }).toEqual(await analysisIn(randomWeights('INT4', [20, 5])));
    expect(engine.requested.map(({ rowCount, firstElement }) => [firstElement, rowCount])).toEqual([
      [0, 8],
      [40, 8],
      [80, 4],
    ]);
  });

  it('is read at once if rows are too long for the engine, or if it is about as small as a part', async () => {
    for (const partBytes of [4, 26]) {
      const engine = { ...smallEngine(2 ** 20), partBytes };
      const opened = await openSource(inParts(randomWeights('INT4', [20, 5])), engine);
      await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
      expect(engine.requested[0].rowCount).not.toBe(8);
    }
  });

  it('ends the read when it is canceled', async () => {
    const controller = new AbortController();
    const cpu = cpuEngine();
    const engine: Engine = {
      ...cpu,
      partBytes: 24,
      analysisOf(...work) {
        controller.abort();
        return cpu.analysisOf(...work);
      },
    };
    const source = inParts(randomWeights('INT8', [200, 5]));
    let isEnded = false;
    const watched: ByteSource = {
      ...source,
      async *chunks(...range) {
        try {
          yield* source.chunks!(...range);
        } finally {
          isEnded = true;
        }
      },
    };
    const opened = await openSource(watched, engine);
    const [tensor] = opened.contents.tensors;
    expect(await errorCodeOf(() => opened.analysisOf(tensor, twoOfFour, controller.signal))).toBe('cancelled');
    expect(isEnded).toBe(true);
  });
});

describe('an open model', () => {
  it('reads a tensor of one dimension as one row, and a scalar as one weight', async () => {
    expect(maskText((await analysisIn({ shape: [3], data: [0, 1, 0] })).mask)).toEqual(['.#.']);
    expect(maskText((await analysisIn({ shape: [], data: [2] })).mask)).toEqual(['#']);
    expect(maskText((await analysisIn({ data: [0] })).mask)).toEqual(['.']);
  });

  it('reads filters [out, h, w, in] as one row per output channel and tap', async () => {
    const data = [1, 0, 0, 1, 0, 0, 1, 1];
    expect(maskText((await analysisIn({ shape: [2, 1, 2, 2], data })).mask)).toEqual(['#.', '.#', '..', '##']);
  });

  it('ignores surplus bytes of a buffer', async () => {
    expect(maskText((await analysisIn({ shape: [1, 2], type: 'INT8', data: new Uint8Array(9).fill(1) })).mask)).toEqual(
      ['##'],
    );
  });

  it('reads the other tensors if one cannot be read', async () => {
    const opened = await openBytes(
      buildModel({
        tensors: [{ name: 'input' }, { shape: [2, 2], data: [1] }, { shape: [1, 2], data: [0, 1] }, { name: 'output' }],
        operators: [1, 2].map((weights) => ({ code: 'FULLY_CONNECTED', inputs: [0, weights, -1], outputs: [3] })),
      }),
    );
    const [truncated, complete] = opened.contents.tensors;
    expect(await errorCodeOf(() => opened.analysisOf(truncated, twoOfFour))).toBe('truncated');
    expect((await opened.analysisOf(complete, twoOfFour)).summary.nonzeros).toBe(1);
  });

  it('stops when canceled', async () => {
    const opened = await openBytes(buildModel(denseLayer({ shape: [1, 2], data: [0, 1] })));
    const analysis = () => opened.analysisOf(opened.contents.tensors[0], twoOfFour, AbortSignal.abort());
    expect(await errorCodeOf(analysis)).toBe('cancelled');
  });

  it('selects the engine by the bytes of the tensor', async () => {
    const requestedBytes: number[] = [];
    const source = memorySource(
      'a.tflite',
      buildModel(denseLayer({ shape: [3, 5], type: 'INT4', data: new Array(15).fill(1) })),
    );
    const engineFor = (byteLength: number) => {
      requestedBytes.push(byteLength);
      return cpuEngine();
    };
    const opened = await openModel(source, { engineFor, exact: false });
    expect(await opened.analysisOf(opened.contents.tensors[0], twoOfFour)).toMatchObject({ engine: 'cpu' });
    expect(requestedBytes).toEqual([8]);
  });
});

const encodable: PlainWeights = {
  ...{ shape: [4, 16], type: 'INT8', bits: 8, quantization: { scale: 1, zeroPoint: 0 } },
  values: Array.from({ length: 64 }, (_, i) => BigInt(i % 3)),
};
const shuffled: PlainWeights = {
  ...{ ...encodable, type: 'UINT8', quantization: { scale: 1, zeroPoint: 128 } },
  values: encodable.values.map((value) => value + 128n),
};

describe('a report', () => {
  it.each<[string, ModelDescription, number]>([
    ['shuffled', shuffledLayer(shuffled), 1],
    // Values and indices.
    ['lookup tables', lutLayer(encodable), 2],
    // The encoded and the ancillary tensor.
    ['TFLM_DECODE', decodedPrunedLayer(encodable, new Array(64).fill(0n)), 2],
  ])('decodes weights once: %s', async (_, description, expectedReads) => {
    const source = recordedSource(buildModel(description));
    const model = await openSource(source);
    const alreadyRead = source.reads.length;
    const report = await reportOn({ model, modelSha256: '', pattern: twoOfFour, sha256: sha256Of });
    expect(report.tensors[0]).toMatchObject({ nonzeros: 42, structure: { fromRounding: true } });
    // Records are in the first page, which is already read.
    expect(source.reads.length - alreadyRead).toBe(expectedReads);
  });

  it('finds stored sizes once, and again after a canceled attempt', async () => {
    const source = memorySource('a.tflite', buildModel(denseLayer({ shape: [1, 4], data: [0, 1, 0, 1] })));
    const model = await openModel(source, { engineFor: cpuEngine, exact: false });
    expect(await errorCodeOf(() => model.storedContents(AbortSignal.abort()))).toBe('cancelled');
    const stored = await model.storedContents();
    expect(stored).toEqual(model.contents);
    // A report and its review file both need them.
    expect(await model.storedContents()).toBe(stored);
  });
});
