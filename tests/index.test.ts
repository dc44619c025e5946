import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modelReports } from '../src/command/modelReports';
import {
  fileSource,
  isNonZero,
  ModelError,
  type ModelErrorCode,
  type ModelOptions,
  memorySource,
  modelsIn,
  nonZeroCount,
  openModel,
  parsePattern,
  selectedTensors,
  twoOfFour,
} from '../src/entries/index';
import { openFile } from '../src/entries/node';
import { taskBundle } from './support/buildBundle';
import { buildModel, type TensorDescription } from './support/buildModel';
import { denseLayer } from './support/openBytes';

const sample = 'public/samples/mnist-2by4-int8-12-violations.tflite';
const weights: TensorDescription = {
  name: 'dense/weights',
  shape: [2, 4],
  type: 'INT8',
  data: [1, 3, 0, 4, 1, 0, 0, 0],
};
const bytes = buildModel(denseLayer(weights));

function openBytes(options?: ModelOptions) {
  return openModel(memorySource('a.tflite', bytes), options);
}

describe('the core functions, for scripts', () => {
  it('report on a file that a person chose what the command reports on it', async () => {
    const model = await openModel(fileSource(new File([readFileSync(sample)], 'mnist-2by4-int8-12-violations.tflite')));
    for (const text of ['2,4', '4,8', 'block:1x4']) {
      const pattern = parsePattern(text)!;
      const byCommand = await modelReports(sample, pattern).next();
      expect(await model.report({ pattern })).toEqual(byCommand.value.report);
    }
  });

  it('look for 2 zeros in every 4 when no pattern is given', async () => {
    const model = await openBytes();
    expect(await model.report()).toEqual(await model.report({ pattern: twoOfFour }));
    expect((await model.report()).tensors).toMatchObject([{ blocks: 2, conformingBlocks: 1, conforms: false }]);
  });

  it('give the mask of a tensor that is found by its name, and which blocks violate the pattern', async () => {
    const model = await openBytes();
    const [tensor] = selectedTensors(model.tensors, 'dense/*');
    const { mask, summary } = await model.analysisOf(tensor);
    const bits = [0, 1].map((row) => [0, 1, 2, 3].map((column) => (isNonZero(mask, row, column) ? 1 : 0)));
    expect(bits).toEqual([
      [1, 1, 0, 1],
      [1, 0, 0, 0],
    ]);
    expect(nonZeroCount(mask)).toBe(summary.nonzeros);
    expect([isNonZero(summary.violations, 0, 0), isNonZero(summary.violations, 1, 0)]).toEqual([true, false]);
  });

  it('open each model of a bundle, and say so of one that is opened as a model', async () => {
    const bundle = memorySource('two.task', await taskBundle({ 'a.tflite': bytes, 'b.tflite': bytes }));
    const models = await Promise.all((await modelsIn(bundle)).map((source) => openModel(source)));
    expect(models.map(({ name }) => name)).toEqual(['two.task/a.tflite', 'two.task/b.tflite']);
    await expect(openModel(bundle)).rejects.toThrow(/a bundle; expected one of the models in it/);
  });

  it('take weights from another file when they are told where it is', async () => {
    const { name, shape, type } = weights;
    const model = buildModel({
      ...denseLayer({ name, shape, type, externalBuffer: 1 }),
      ...{ externalBufferGroups: ['weights.bin'], externalBuffers: [{ id: 1, group: 0, length: 8 }] },
    });
    const open = (options?: ModelOptions) => openModel(memorySource('a.tflite', model), options);
    const without = await open();
    expect(without.externalFiles).toEqual(['weights.bin']);
    expect((await without.report()).tensors).toMatchObject([{ error: { code: 'external-missing' } }]);
    const beside = memorySource('weights.bin', Uint8Array.of(1, 3, 0, 4, 1, 0, 0, 0));
    const { tensors } = await (await open({ externalFile: async () => beside })).report();
    expect(tensors).toMatchObject([{ nonzeros: 4 }]);
  });

  it('end in a ModelError, whose code says why', async () => {
    const codeOf = (attempt: Promise<unknown>): Promise<ModelErrorCode> =>
      attempt.then(
        () => expect.fail('nothing was wrong'),
        (thrown) => {
          expect(thrown).toBeInstanceOf(ModelError);
          return thrown.code;
        },
      );
    const signal = AbortSignal.abort();
    const model = await openBytes();
    expect(await codeOf(openModel(memorySource('a.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47))))).toBe('not-tflite');
    expect(await codeOf(openFile('none.tflite'))).toBe('not-found');
    expect(await codeOf(model.report({ signal }))).toBe('cancelled');
    expect(await codeOf(model.analysisOf(model.tensors[0], { signal }))).toBe('cancelled');
  });

  it('open a path on the disk, with files next to it', async () => {
    const file = await openFile(sample);
    const model = await openModel(file.source, file);
    expect(model.name).toBe('mnist-2by4-int8-12-violations.tflite');
    expect(await file.externalFile('none.bin')).toBeUndefined();
    await file.close();
    await expect(model.report()).rejects.toThrow(ModelError);
  });
});
