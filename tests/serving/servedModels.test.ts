import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openModel } from '../../src/model/openModel';
import { servedModels } from '../../src/serving/servedModels';
import { buildModel } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';

vi.mock('../../src/model/openModel', async (original) => {
  const real = await original<typeof import('../../src/model/openModel')>();
  return { ...real, openModel: vi.fn(real.openModel) };
});

it('reads the names of external files again after an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prunescope-models-'));
  const path = join(folder, 'a.tflite');
  const model = buildModel({
    ...denseLayer({ name: 'outside', shape: [2, 4], type: 'INT8', externalBuffer: 7 }),
    externalBufferGroups: ['a.bin'],
    externalBuffers: [{ id: 7, group: 0, offset: 0, length: 8 }],
  });
  writeFileSync(path, model);
  const models = servedModels([path]);
  vi.mocked(openModel).mockRejectedValueOnce(new Error('a bug'));
  await expect(models.pathOf(0, 'a.bin')).rejects.toThrow('a bug');
  expect(await models.pathOf(0, 'a.bin')).toBe(join(folder, 'a.bin'));
  rmSync(folder, { recursive: true });
});
