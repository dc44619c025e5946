import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { ModelError } from '../../src/modelError';
import { twoOfFour } from '../../src/sparsity/pattern';
import { reportOn } from '../../src/sparsity/report';
import { openModelFile } from '../../src/tflite/modelFile';
import { buildModel, type ModelDescription, type SubgraphDescription } from '../support/buildModel';
import { cautiousEngine } from '../support/cautiousEngine';
import { denseLayer, denseLayerReport, errorCodeOf, openBytes, reportOfBytes } from '../support/openBytes';
import { TableWriter } from '../support/tableWriter';

const twoByFour = { shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] } as const;
// The last bytes are a shape, so all bytes are used.
const small = buildModel(denseLayer(twoByFour));

const open = (bytes: Uint8Array) => openModelFile(memorySource('a.tflite', bytes));
const codeFor = (description: ModelDescription) => errorCodeOf(() => open(buildModel(description)));

describe('truncated file', () => {
  it('throws a ModelError, wherever it is cut', async () => {
    const codes = new Set<string | undefined>();
    for (let length = 0; length < small.length; length++) {
      const code = await errorCodeOf(() => open(small.slice(0, length)));
      expect(code, `cut at ${length} of ${small.length}`).toBeDefined();
      codes.add(code);
    }
    expect([...codes].sort()).toEqual(['not-tflite', 'truncated']);
  });

  it('loses only tensors after the cut if the weights follow the model', async () => {
    const layers: SubgraphDescription = {
      tensors: [
        { name: 'input' },
        { name: 'first', shape: [1, 16], type: 'INT8', data: { bytes: new Uint8Array(16), place: 'after' } },
        { name: 'second', shape: [1, 16], type: 'INT8', data: { bytes: new Uint8Array(16), place: 'after' } },
        { name: 'output' },
      ],
      operators: [1, 2].map((weights) => ({ code: 'FULLY_CONNECTED', inputs: [0, weights, -1], outputs: [3] })),
    };
    const { tensors } = await reportOfBytes(buildModel(layers).slice(0, -1));
    expect(tensors[0]).toMatchObject({ name: 'first', nonzeros: 0 });
    expect(tensors[1]).toMatchObject({ name: 'second', error: { code: 'truncated' } });
  });

  it('has a message with the end of the file and advice', async () => {
    const error = (await open(small.slice(0, -4)).catch((thrown) => thrown)) as ModelError;
    expect(error.message).toContain(`ends at byte ${small.length - 4}`);
    expect(error.message).toContain('Download it again');
  });
});

describe('damaged root table', () => {
  const root = new DataView(small.buffer, small.byteOffset).getUint32(0, true);
  const vtable = root - new DataView(small.buffer, small.byteOffset).getInt32(root, true);
  const damages: Record<string, (view: DataView) => void> = {
    'root offset 0': (view) => view.setUint32(0, 0, true),
    'root offset on its own': (view) => view.setUint32(0, 4, true),
    'root vtable offset 0': (view) => view.setInt32(root, 0, true),
    'root vtable before the file': (view) => view.setInt32(root, root + 4, true),
    'root vtable of no bytes': (view) => view.setUint16(vtable, 0, true),
    'root vtable of 2 bytes': (view) => view.setUint16(vtable, 2, true),
    'root vtable of 7 bytes': (view) => view.setUint16(vtable, 7, true),
    'no version and no subgraphs': (view) => view.setUint16(vtable, 4, true),
  };

  it.each(Object.entries(damages))('is an error, not an empty model: %s', async (_, damage) => {
    const bytes = small.slice();
    damage(new DataView(bytes.buffer));
    await expect(open(bytes)).rejects.toMatchObject({
      code: 'bad-offset',
      message: expect.stringMatching(/the file is damaged\. Download it again\.$/),
    });
  });

  it('is an error for each other table, too', async () => {
    // A table without fields would be a subgraph without tensors, a tensor without a shape, an operator without inputs.
    const { model } = await open(small);
    for (const position of [model.subgraphs[0].tensors[1].position, model.bufferPositions[1]]) {
      const bytes = small.slice();
      new DataView(bytes.buffer).setInt32(position, 0, true);
      const code = await errorCodeOf(async () => {
        const { tensors } = await reportOfBytes(bytes);
        const [tensor] = tensors;
        if ('error' in tensor) throw new ModelError(tensor.error.code, tensor.error.message);
      });
      expect(code, `table at ${position}`).toBe('bad-offset');
    }
  });
});

describe('invalid index', () => {
  it('of a buffer affects one tensor', async () => {
    const layers: SubgraphDescription = {
      tensors: [{ name: 'input' }, { name: 'lost', shape: [2, 4], buffer: 77 }, twoByFour, { name: 'output' }],
      operators: [1, 2].map((weights) => ({ code: 'FULLY_CONNECTED', inputs: [0, weights, -1], outputs: [3] })),
    };
    const { tensors } = await reportOfBytes(buildModel(layers));
    expect(tensors[0]).toMatchObject({ tensor: 1, name: 'lost', error: { code: 'bad-offset' } });
    expect(tensors[1]).toMatchObject({ tensor: 2, nonzeros: 5 });
  });

  it('of an operator code affects the model', async () => {
    const writer = new TableWriter();
    const operator = writer.table([[0, writer.u32(9)]]);
    const subgraph = writer.table([[3, writer.offset(writer.vector([operator]))]]);
    expect(await errorCodeOf(() => open(writer.model([[2, writer.offset(writer.vector([subgraph]))]])))).toBe(
      'bad-offset',
    );
  });

  it.each([[[0, 3]], [[0, 1, 99]], [[-2, 1]], [[2 ** 31 - 1]]])(
    'costs the model when it is a tensor: inputs %j of 3 tensors',
    async (inputs) => {
      const operators = [{ code: 'FULLY_CONNECTED', inputs, outputs: [2] } as const];
      expect(await codeFor({ ...denseLayer(twoByFour), operators })).toBe('bad-offset');
    },
  );

  it('of an output affects the model', async () => {
    const operators = [{ code: 'FULLY_CONNECTED', inputs: [0, 1], outputs: [3] } as const];
    expect(await codeFor({ ...denseLayer(twoByFour), operators })).toBe('bad-offset');
  });
});

describe('invalid count', () => {
  /** The small model with the count of its list of tensors overwritten. */
  function withCount(description: ModelDescription, before: readonly number[], after: number): Uint8Array {
    const bytes = buildModel(description);
    const pattern = before.flatMap((value) => [...new Uint8Array(Int32Array.of(value).buffer)]);
    const places = Array.from(bytes.keys()).filter((at) => pattern.every((byte, i) => bytes[at + i] === byte));
    expect(places).toHaveLength(1);
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(places[0], after, true);
    return bytes;
  }

  it.each([2 ** 31 - 1, -1, 1_000_000])(
    '%i items in a list is an error before anything is made for them',
    async (count) => {
      const bytes = withCount(denseLayer({ ...twoByFour, shape: [7001, 7002] }), [2, 7001, 7002], count);
      expect(await errorCodeOf(() => open(bytes))).toBe('truncated');
    },
  );

  it('rejects 65 dimensions', async () => {
    expect(await codeFor(denseLayer({ shape: new Array(65).fill(1) }))).toBe('bad-shape');
  });
});

describe('invalid shape', () => {
  it.each([
    ['with a negative size', [2, -4]],
    ['of more elements than can be counted', [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1]],
    ['of more elements than any number', new Array(64).fill(2 ** 31 - 1)],
  ])('%s affects its tensor', async (_, shape) => {
    expect(await denseLayerReport({ ...twoByFour, shape })).toMatchObject({ error: { code: 'bad-shape' } });
  });

  it.each([[[2, 5]], [[2 ** 20, 2 ** 20]]])(
    'of more bytes than the buffer holds costs that tensor: %j',
    async (shape) => {
      expect(await denseLayerReport({ ...twoByFour, shape })).toMatchObject({ error: { code: 'truncated' } });
    },
  );

  it.each([[[0, 4]], [[4, 0]], [[2 ** 31 - 1, 0]], [[2 ** 30, 2 ** 30, 0]]])(
    'with a 0 has no blocks, however many rows it has of nothing: %j',
    async (shape) => {
      const model = await openBytes(buildModel(denseLayer({ ...twoByFour, shape })), cautiousEngine());
      const { tensors } = await reportOn({ model, modelSha256: '', pattern: twoOfFour, sha256: sha256Of });
      expect(tensors).toMatchObject([{ elements: 0, nonzeros: 0, blocks: 0, conforms: true }]);
    },
  );
});

describe('invalid graph', () => {
  it('with a cycle has no constant behind it', async () => {
    const circle: ModelDescription = {
      tensors: [{ name: 'input' }, { name: 'a' }, { name: 'b' }, { name: 'output' }],
      operators: [
        { code: 'DEQUANTIZE', inputs: [2], outputs: [1] },
        { code: 'DEQUANTIZE', inputs: [1], outputs: [2] },
        { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [3] },
      ],
    };
    expect((await reportOfBytes(buildModel(circle))).tensors).toEqual([]);
  });

  it('can have an operator without inputs', async () => {
    const operators = [{ code: 'FULLY_CONNECTED' }, { code: 'DEQUANTIZE' }] as const;
    expect((await reportOfBytes(buildModel({ ...denseLayer(twoByFour), operators }))).tensors).toEqual([]);
  });

  it('can be empty', async () => {
    expect((await reportOfBytes(buildModel({ subgraphs: [] }))).tensors).toEqual([]);
    expect((await reportOfBytes(buildModel({ subgraphs: [{}] }))).tensors).toEqual([]);
  });
});
