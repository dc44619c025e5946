import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/bytes/diskSource';
import { targetNames } from '../../src/sparsity/targetResult';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { denseLayer, denseLayerReport, reportOfBytes } from '../support/openBytes';

const weights: TensorDescription = {
  ...{ name: 'dense/weights', shape: [2, 6], type: 'INT8' },
  data: [0, 3, 0, 0, 1, 2, 3, 4, 0, 5, 0, 0],
};

describe('report', () => {
  it('has the fields of the contract', async () => {
    const bytes = buildModel(denseLayer(weights));
    expect(await reportOfBytes(bytes)).toEqual({
      reportVersion: 1,
      model: { name: 'a.tflite', bytes: bytes.length, sha256: sha256Of(bytes) },
      pattern: { zeros: 2, of: 4 },
      coverage: { constantBytes: 0, listedBytes: 0, unlisted: [] },
      tensors: [
        {
          subgraph: 0,
          tensor: 1,
          name: 'dense/weights',
          operators: [{ index: 0, code: 'FULLY_CONNECTED' }],
          shape: [2, 6],
          type: 'INT8',
          encoding: 'dense',
          elements: 12,
          nonzeros: 6,
          blocks: 4,
          conformingBlocks: 3,
          conforms: false,
          trivial: false,
          status: 'unstructured',
          structure: {
            kind: 'unstructured',
            // 1 of 4 holds, but so it does in 15 of the 16 combinations of four weights.
            patterns: [],
            zeroRows: 0,
            zeroColumns: 1,
            zeroBlocks: [{ block: { rows: 1, columns: 4 }, share: 1 / 3 }],
            fromRounding: false,
          },
          // Values, three segments and six indices of one byte each.
          sizes: { stored: 12, dense: 12, csr: 15, 'tflm-decode': 24 },
          targets: targetNames.map((target) => expect.objectContaining({ target })),
          // Non-zeros of the two rows: .#..## ##.#.. — from the lowest bit on, 0b1111_0010, 0b0010.
          maskSha256: sha256Of(Uint8Array.of(0b11_11_0010, 0b0010)),
        },
      ],
    });
  });

  it('uses the requested pattern', async () => {
    const { pattern, tensors } = await reportOfBytes(buildModel(denseLayer(weights)), { zeros: 1, of: 3 });
    expect(pattern).toEqual({ zeros: 1, of: 3 });
    expect(tensors[0]).toMatchObject({ blocks: 4, conformingBlocks: 4, conforms: true, trivial: false });
  });

  it('counts all-zero blocks, and none violates the pattern', async () => {
    // Rows .#..## and ##.#..: of blocks of 2 columns, the last one of the second row is zero; of 2 x 1, none is but the third column's.
    const blocksOf = async (rows: number, columns: number) =>
      (await reportOfBytes(buildModel(denseLayer(weights)), { block: { rows, columns } })).tensors[0];
    expect(await blocksOf(1, 2)).toMatchObject({
      ...{ blocks: 6, conformingBlocks: 6, conforms: true, trivial: false },
      ...{ zeroBlocks: 2, shareOfZeros: 4 / 6 },
    });
    expect(await blocksOf(2, 1)).toMatchObject({ blocks: 6, zeroBlocks: 1, shareOfZeros: 2 / 6 });
    expect(await blocksOf(1, 4)).toMatchObject({ blocks: 4, zeroBlocks: 1, shareOfZeros: 2 / 6 });
  });

  it('is trivial if rows are too short to violate the pattern', async () => {
    const trivial = { conforms: true, trivial: true, trivialBecause: 'short-rows' };
    expect(await denseLayerReport({ shape: [4, 1], data: [1, 1, 1, 1] })).toMatchObject(trivial);
    expect(await denseLayerReport({ shape: [2, 2], data: [1, 1, 1, 1] })).toMatchObject(trivial);
    expect(await denseLayerReport({ shape: [1, 3], data: [1, 1, 0] })).toMatchObject({
      conforms: true,
      trivial: false,
    });
  });

  it('gives short rows as the reason even if the last dimension is not the input channels', async () => {
    const layer = {
      ...denseLayer({ shape: [1, 1, 1, 2], data: [1, 1] }),
      operators: [{ code: 'DEPTHWISE_CONV_2D', inputs: [0, 1] }],
    } as const;
    expect((await reportOfBytes(buildModel(layer))).tensors).toMatchObject([{ trivialBecause: 'short-rows' }]);
  });

  it('has an error instead of counts for a tensor that cannot be read', async () => {
    const report = await denseLayerReport({ ...weights, data: [1, 2] });
    expect(report.error).toEqual({ code: 'truncated', message: expect.stringContaining('12 bytes') });
    expect(Object.keys(report)).not.toContain('elements');
    expect(report).toMatchObject({ name: 'dense/weights', shape: [2, 6], type: 'INT8', encoding: 'dense' });
  });

  it('distinguishes stored-sparse from dense tensors', async () => {
    expect(await denseLayerReport(storedSparse([0, 7, 0, 0], [2, 2], { formats: 'dc' }))).toMatchObject({
      encoding: 'sparse',
    });
  });

  it('has no tensors for a model without weights', async () => {
    expect((await reportOfBytes(buildModel({}))).tensors).toEqual([]);
  });
});
