import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { reviewHtml, reviewOf } from '../../src/exports/reviewFile';
import { reviewSession } from '../../src/session/reviewSession';
import type { SessionModel } from '../../src/session/session';
import { packedMask } from '../../src/sparsity/mask';
import { parsePattern, twoOfFour } from '../../src/sparsity/pattern';
import type { TensorCounts } from '../../src/sparsity/report';
import { defaultView } from '../../src/views/matrixView';
import { buildModel } from '../support/buildModel';
import { denseLayer, openSource, reportOfBytes } from '../support/openBytes';
import { drawFrom } from '../support/randomDraw';
import { randomModel } from '../support/randomModel';
import { reviewTagsOf } from '../support/reviewTagsOf';

const { signal } = new AbortController();

async function sessionOf(bytes: Uint8Array) {
  const model = await openSource(memorySource('a.tflite', bytes));
  const review = await reviewOf({ model, modelSha256: sha256Of(bytes), pattern: twoOfFour, sha256: sha256Of });
  const { data, masks } = reviewTagsOf((await reviewHtml(review, '', '')).join(''));
  return reviewSession(data, masks);
}

async function openReview(bytes: Uint8Array): Promise<SessionModel> {
  return (await sessionOf(bytes)).open({ kind: 'review', name: 'a.tflite' }, signal, () => {});
}

const smallLayer = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));

const asRows = { pattern: twoOfFour, view: { ...defaultView, layout: 'rows' as const } };

describe('the session of a review file', () => {
  it('draws masks with the hashes in the report, and gives the counts in the report', async () => {
    let tensors = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        const bytes = buildModel(randomModel(drawFrom(generate)).description);
        const model = await openReview(bytes);
        const report = await reportOfBytes(bytes);
        for (const [i, tensor] of model.contents.tensors.entries()) {
          const { tensorMap, counts } = await model.tensorMapOf(tensor, asRows, signal, () => {});
          const { nonzeros, blocks, conformingBlocks } = counts;
          const maskSha256 = sha256Of(packedMask(tensorMap.pyramid.mask));
          const { subgraph, tensor: index } = tensorMap.tensor;
          expect(report.tensors[i]).toMatchObject({
            subgraph,
            tensor: index,
            nonzeros,
            blocks,
            conformingBlocks,
            maskSha256,
          });
          tensors++;
        }
      }),
      { numRuns: 30 },
    );
    expect(tensors).toBeGreaterThan(15);
  });

  it('has the status in the report, and that of another pattern', async () => {
    const model = await openReview(smallLayer);
    const tensor = model.contents.tensors[0]!;
    for (const pattern of [twoOfFour, { zeros: 1, of: 8 }]) {
      const [reported] = (await reportOfBytes(smallLayer, pattern)).tensors;
      const { counts } = await model.tensorMapOf(tensor, { ...asRows, pattern }, signal, () => {});
      expect(counts.status).toBe(reported!.status);
      expect((await model.countsOf(tensor, { pattern }, signal)).status).toBe(reported!.status);
    }
  });

  it('has the targets and sizes in the report, and no size after gzip', async () => {
    const model = await openReview(smallLayer);
    const tensor = model.contents.tensors[0]!;
    const { sizes, targets } = (await reportOfBytes(smallLayer)).tensors[0] as TensorCounts;
    expect(await model.worthOf(tensor, signal)).toEqual({ sizes, targets, isProvisional: false });
    await expect(model.gzipBytesOf(tensor, signal, () => {})).rejects.toMatchObject({ code: 'not-found' });
  });

  it('counts blocks from the masks, and has no magnitudes and scales', async () => {
    const model = await openReview(smallLayer);
    const tensor = model.contents.tensors[0]!;
    expect(await model.blockFillsOf(tensor, 4, signal)).toEqual([0, 1, 0, 0, 1]);
    await expect(model.magnitudeHistogramOf(tensor, signal, () => {})).rejects.toMatchObject({ code: 'not-found' });
    await expect(model.quantizationOf(tensor, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('rejects a tensor that could not be read with the error in the report', async () => {
    const bytes = buildModel(denseLayer({ shape: [2, 40], type: 'INT8', data: [1, 2, 3] }));
    const model = await openReview(bytes);
    const [tensor] = model.contents.tensors;
    await expect(model.tensorMapOf(tensor!, asRows, signal, () => {})).rejects.toMatchObject({ code: 'truncated' });
    expect((await reportOfBytes(bytes)).tensors).toMatchObject([{ error: { code: 'truncated' } }]);
  });

  it.each(['1,4', '3,8', 'block:1x4'])('gives the same report for pattern %s as the model', async (text) => {
    const pattern = parsePattern(text)!;
    const model = await openReview(smallLayer);
    expect(await model.reportOn(pattern, signal, () => {})).toEqual(await reportOfBytes(smallLayer, pattern));
  });

  it('does not open another model', async () => {
    const session = await sessionOf(smallLayer);
    for (const origin of [
      { kind: 'file', file: new File([smallLayer as BlobPart], 'other.tflite') },
      { kind: 'address', address: 'https://host.test/other.tflite' },
    ] as const) {
      const opened = session.open(origin, signal, () => {});
      await expect(opened).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('review file'),
      });
    }
  });

  it('rejects requests for values', async () => {
    const model = await openReview(smallLayer);
    const [tensor] = model.contents.tensors;
    const message = expect.stringContaining('not their values');
    await expect(model.valueAt(tensor!, 0, 0, signal)).rejects.toMatchObject({ code: 'not-found', message });
    const pruned = model.prunedEnergyOf(tensor!, { sparsity: 0.5 }, signal);
    await expect(pruned).rejects.toMatchObject({ code: 'not-found', message });
  });

  it('stops when canceled', async () => {
    const model = await openReview(smallLayer);
    const counted = model.countsOf(model.contents.tensors[0]!, { pattern: twoOfFour }, AbortSignal.abort());
    await expect(counted).rejects.toMatchObject({ code: 'cancelled' });
  });
});
