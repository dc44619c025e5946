import { expect, it } from 'vitest';
import { reviewHtml, reviewOf } from '../../src/exports/reviewFile';
import { reviewMasks } from '../../src/session/reviewMasks';
import { twoOfFour } from '../../src/sparsity/pattern';
import { buildModel } from '../support/buildModel';
import { denseLayer, openBytes } from '../support/openBytes';
import { reviewTagsOf } from '../support/reviewTagsOf';

it.each(['', '!', 'AAAA'])('masks of a review file that are damaged are a ModelError: %j', async (damaged) => {
  const model = await openBytes(buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: new Uint8Array(8) })));
  const review = await reviewOf({ model, modelSha256: '', pattern: twoOfFour, sha256: async () => '' });
  const { data } = reviewTagsOf((await reviewHtml(review, '', '')).join(''));
  await expect(reviewMasks(data.report, damaged).maskOf(data.tensors[0])).rejects.toMatchObject({
    code: 'truncated',
    message: expect.stringContaining('Ask for another copy'),
  });
});
