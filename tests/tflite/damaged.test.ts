import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { ModelError } from '../../src/modelError';
import { twoOfFour } from '../../src/sparsity/pattern';
import { reportOn } from '../../src/sparsity/report';
import { openModelFile } from '../../src/tflite/modelFile';
import { Model as ModelTable } from '../../src/tflite/schema/tflite_generated';
import { buildModel, type ModelDescription, type SubgraphDescription, storedSparse } from '../support/buildModel';
import { cautiousEngine } from '../support/cautiousEngine';
import { denseLayer, denseLayerReport, errorCodeOf, openBytes, reportOfBytes } from '../support/openBytes';
import { TableWriter } from '../support/tableWriter';

const twoByFour = { shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] } as const;
const small = buildModel(denseLayer(twoByFour));

const open = (bytes: Uint8Array) => openModelFile(memorySource('a.tflite', bytes));

/** The code of the error of a file, or of the first tensor that cannot be read. */
async function damageOf(bytes: Uint8Array): Promise<string | undefined> {
  return errorCodeOf(async () => {
    for (const tensor of (await reportOfBytes(bytes)).tensors) {
      if ('error' in tensor) throw new ModelError(tensor.error.code, tensor.error.message);
    }
  });
}

/** Two layers, each with its weights: tensors 1 and 2. Operator 0 is that of tensor 1. */
const twoLayers: SubgraphDescription = {
  tensors: [
    { name: 'input' },
    { ...twoByFour, name: 'first' },
    { ...twoByFour, name: 'second', shape: [1, 8] },
    { name: 'output' },
  ],
  operators: [1, 2].map((weights) => ({ code: 'FULLY_CONNECTED', inputs: [0, weights, -1], outputs: [3] })),
};
const second = { tensor: 2, name: 'second', shape: [1, 8], nonzeros: 5 };

describe('truncated file', () => {
  it('is an error of the model, of its weights or of their operator, wherever it is cut', async () => {
    const [{ maskSha256 }] = (await reportOfBytes(small)).tensors as readonly { maskSha256?: string }[];
    const codes = new Set<string>();
    for (let length = 0; length < small.length; length++) {
      const code = await damageOf(small.slice(0, length));
      if (code) {
        codes.add(code);
        continue;
      }
      const { tensors, coverage } = await reportOfBytes(small.slice(0, length));
      const lostOperators = coverage.unlisted.filter(({ because }) => because === 'unreadable');
      // The last bytes are the shape of the input, which weights do not need.
      if (lostOperators.length === 0) expect(tensors, `cut at ${length}`).toMatchObject([{ maskSha256 }]);
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
    const error = (await open(small.slice(0, 40)).catch((thrown) => thrown)) as ModelError;
    expect(error.message).toContain('ends at byte 40');
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
    'root vtable after the file': (view) => view.setUint16(vtable, 65_534, true),
    'root vtable of no bytes': (view) => view.setUint16(vtable, 0, true),
    'root vtable of 2 bytes': (view) => view.setUint16(vtable, 2, true),
    'root vtable of 7 bytes': (view) => view.setUint16(vtable, 7, true),
    'no version and no subgraphs': (view) => view.setUint16(vtable, 4, true),
  };

  it.each(Object.entries(damages))('is an error, not an empty model: %s', async (_, damage) => {
    const bytes = small.slice();
    damage(new DataView(bytes.buffer));
    await expect(open(bytes)).rejects.toMatchObject({
      code: expect.stringMatching(/^(bad-offset|truncated)$/),
      message: expect.stringMatching(/(the file is|truncated or) damaged\. Download it again\.$/),
    });
  });

  it('is an error for each other table, too', async () => {
    // A table without fields would be a subgraph without tensors, a tensor without a shape, an operator without inputs.
    const { model } = await open(small);
    for (const position of [model.subgraphs[0].tensors[1].position, model.bufferPositions[1]]) {
      const bytes = small.slice();
      new DataView(bytes.buffer).setInt32(position, 0, true);
      expect(await damageOf(bytes), `table at ${position}`).toBe('bad-offset');
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

  it.each([[[0, 4]], [[0, 1, 99]], [[-2, 1]], [[2 ** 31 - 1, 1]]])(
    'of a tensor affects the weights of the operator: inputs %j of 4 tensors',
    async (inputs) => {
      const operators = [{ ...twoLayers.operators![0], inputs }, twoLayers.operators![1]];
      const { tensors, coverage } = await reportOfBytes(buildModel({ ...twoLayers, operators }));
      const first = { tensor: 1, error: { code: 'bad-offset', message: expect.stringMatching(/^operator 0 /) } };
      expect(tensors).toMatchObject(inputs[1] === 1 ? [first, second] : [second]);
      expect(coverage.unlisted).toContainEqual(
        expect.objectContaining({ operator: 'FULLY_CONNECTED', because: 'unreadable' }),
      );
    },
  );

  it('of an output affects the weights of the operator', async () => {
    const operators = [{ ...twoLayers.operators![0], outputs: [4] }, twoLayers.operators![1]];
    const { tensors } = await reportOfBytes(buildModel({ ...twoLayers, operators }));
    expect(tensors).toMatchObject([{ tensor: 1, error: { code: 'bad-offset' } }, second]);
  });

  it('of an operator code affects the weights of the operator', async () => {
    const writer = new TableWriter();
    const operator = writer.table([[0, writer.u32(9)]]);
    const subgraph = writer.table([[3, writer.offset(writer.vector([operator]))]]);
    const bytes = writer.model([[2, writer.offset(writer.vector([subgraph]))]]);
    const [{ operators }] = (await open(bytes)).model.subgraphs;
    expect(operators).toMatchObject([
      { code: 'UNREADABLE', problem: { message: expect.stringContaining('refers to operator code 9') } },
    ]);
    const unreadable = { operator: 'UNREADABLE', tensors: 0, bytes: 0, because: 'unreadable' };
    expect((await reportOfBytes(bytes)).coverage.unlisted).toEqual([unreadable]);
  });
});

describe('damaged record', () => {
  const bytes = buildModel({ ...twoLayers, name: 'main', description: 'two layers', trailing: new Uint8Array(300) });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const model = ModelTable.getRootAsModel(new ByteBuffer(bytes));
  const subgraph = model.subgraphs(0)!;

  /** Position of the vector or table that a field refers to. */
  function placeOf(table: { bb: ByteBuffer | null; bb_pos: number }, field: number): number {
    const slot = table.bb_pos + table.bb!.__offset(table.bb_pos, 4 + 2 * field);
    return slot + view.getUint32(slot, true);
  }

  async function reportWith(damage: (view: DataView) => void) {
    const damaged = bytes.slice();
    damage(new DataView(damaged.buffer));
    return reportOfBytes(damaged);
  }

  const first = subgraph.tensors(1)!;
  it.each<[string, string, (view: DataView) => void]>([
    ['table', 'bad-offset', (view) => view.setInt32(first.bb_pos, 0, true)],
    ['list of fields', 'bad-offset', (view) => view.setInt32(first.bb_pos, 2 ** 30, true)],
    ['number of dimensions', 'truncated', (view) => view.setInt32(placeOf(first, 0), 2 ** 30, true)],
    ['number of dimensions, 65', 'bad-shape', (view) => view.setInt32(placeOf(first, 0), 65, true)],
    ['length of the name', 'truncated', (view) => view.setInt32(placeOf(first, 3), -4, true)],
  ])('of a tensor costs the tensor: %s', async (_, code, damage) => {
    const { tensors, coverage } = await reportWith(damage);
    expect(tensors).toMatchObject([{ tensor: 1, error: { code } }, second]);
    const unreadable = { operator: 'FULLY_CONNECTED', because: 'unreadable', tensors: 1 };
    expect(coverage.unlisted).toMatchObject([unreadable]);
  });

  it.each<[string, (view: DataView, at: number) => void]>([
    ['table', (view, at) => view.setInt32(at, 0, true)],
    ['list of inputs', (view) => view.setInt32(placeOf(subgraph.operators(0)!, 1), 2 ** 30, true)],
    ['long list of inputs', (view) => view.setInt32(placeOf(subgraph.operators(0)!, 1), 2 ** 17, true)],
  ])('of an operator costs its weights: %s', async (_, damage) => {
    const { tensors, coverage } = await reportWith((view) => damage(view, subgraph.operators(0)!.bb_pos));
    expect(tensors).toMatchObject([second]);
    expect(coverage.unlisted).toMatchObject([{ because: 'unreadable', tensors: 0 }]);
  });

  it.each<[string, (view: DataView) => void]>([
    ['description', (view) => view.setInt32(placeOf(model, 3), -1, true)],
    ['name of the subgraph', (view) => view.setInt32(placeOf(subgraph, 4), -1, true)],
    ['list of outputs', (view) => view.setInt32(placeOf(subgraph, 2), -1, true)],
  ])('that no tensor needs costs nothing: %s', async (_, damage) => {
    const undamaged = (await reportOfBytes(bytes)).tensors;
    expect((await reportWith(damage)).tensors).toEqual(undamaged);
  });

  it('has a message without negative sizes', async () => {
    const [tensor] = (await reportWith((view) => view.setInt32(placeOf(first, 3), -4, true))).tensors;
    expect(tensor).toMatchObject({
      error: { message: expect.stringMatching(/^the model refers to a text of 4294967292 bytes at \d+, but the file/) },
    });
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
      expect(await damageOf(bytes)).toBe('truncated');
    },
  );

  it('rejects 65 dimensions', async () => {
    expect(await damageOf(buildModel(denseLayer({ ...twoByFour, shape: new Array(65).fill(1) })))).toBe('bad-shape');
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

describe('a large model', () => {
  it('opens with 20,000 operators and 15,000 weight tensors', async () => {
    const { contents } = await openBytes(
      buildModel({
        tensors: [
          { name: 'input', shape: [1, 4] },
          ...Array.from({ length: 15_000 }, (_, i) => ({ ...twoByFour, name: `layer ${i}` })),
        ],
        operators: Array.from({ length: 20_000 }, (_, i) => ({
          code: 'FULLY_CONNECTED' as const,
          inputs: [0, (i % 15_000) + 1, -1],
        })),
      }),
    );
    expect(contents.tensors).toHaveLength(15_000);
    expect(contents.tensors.flatMap(({ operators }) => operators)).toHaveLength(20_000);
  });

  it('with long names has the start of each', async () => {
    const name = '重'.repeat(2 ** 20);
    const layers: SubgraphDescription = {
      tensors: [{ name: 'input' }, ...Array.from({ length: 20 }, () => ({ ...twoByFour, name }))],
      operators: Array.from({ length: 20 }, (_, i) => ({ code: 'FULLY_CONNECTED', inputs: [0, i + 1, -1] })),
    };
    const { contents } = await openBytes(buildModel(layers));
    expect(contents.tensors.map((tensor) => tensor.name)).toEqual(
      new Array(20).fill(`${'重'.repeat(Math.floor(2 ** 18 / 3))}…`),
    );
  });

  it.each([[[2 ** 16, 2 ** 15]], [[2 ** 28, 8]], [[1, 2 ** 31 - 1]]])(
    'does not read a tensor of about 2^31 elements: %j',
    async (shape) => {
      const sparse = storedSparse([0, 0, 0, 0], [2, 2], { formats: 'cc' });
      const report = await denseLayerReport({ ...sparse, type: 'INT8', shape });
      expect(report).toMatchObject({
        error: {
          code: 'too-large',
          message: expect.stringMatching(/; expected at most (about 32,768 x 32,768|16777216)$/),
        },
      });
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

  it('can have a second operator that computes the same tensor', async () => {
    const layer = denseLayer(twoByFour);
    const graph: ModelDescription = {
      tensors: [...layer.tensors!, { name: 'as float' }],
      operators: [
        { code: 'DEQUANTIZE', inputs: [1], outputs: [3] },
        { code: 'ADD', inputs: [0, 0], outputs: [2, 3] },
        { code: 'FULLY_CONNECTED', inputs: [0, 3, -1], outputs: [2] },
      ],
    };
    expect((await reportOfBytes(buildModel(graph))).tensors).toMatchObject([{ tensor: 1, nonzeros: 5 }]);
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
