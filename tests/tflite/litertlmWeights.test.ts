import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { openModel } from '../../src/model/openModel';
import { twoOfFour } from '../../src/sparsity/pattern';
import { reportOn, type TensorReport } from '../../src/sparsity/report';
import { modelsIn } from '../../src/tflite/bundle';
import { SectionType } from '../../src/tflite/schema/litertlm_generated';
import { litertlmBundle, taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';
import { recordedSource } from '../support/recordedSource';

const split = (group = 'tflite_weights', offset: bigint | number = 2) =>
  buildModel({
    ...denseLayer({ shape: [2, 4], type: 'INT8', externalBuffer: 7 }),
    externalBufferGroups: [group],
    externalBuffers: [{ id: 7, group: 0, offset, length: 8 }],
  });
/** Weights of the layer with this number of non-zeros. */
const weights = (nonzeros: number) =>
  Uint8Array.of(9, 9, ...Array.from({ length: 8 }, (_, i) => (i < nonzeros ? 1 : 0)));

type Sections = Parameters<typeof litertlmBundle>[0];

const modelSection = (modelType?: string, content = split()) => ({ content, ...(modelType && { modelType }) });
const weightsSection = (nonzeros: number, modelType?: string) => ({
  content: weights(nonzeros),
  type: SectionType.TFLiteWeights,
  ...(modelType && { modelType }),
});

/** The tensor of each model in a bundle, and the requested files. */
async function tensorsIn(bundle: Uint8Array) {
  const asked: string[] = [];
  const engine = cpuEngine();
  const models = await modelsIn(memorySource('a.litertlm', bundle));
  const opened = await Promise.all(
    models.map((model) =>
      openModel(model, {
        engineFor: () => engine,
        exact: true,
        async externalFile(name) {
          asked.push(name);
          return memorySource(name, weights(7));
        },
      }),
    ),
  );
  const reports = await Promise.all(
    opened.map((model) => reportOn({ model, modelSha256: '', pattern: twoOfFour, sha256: sha256Of })),
  );
  const tensors = reports.map((report) => report.tensors[0] as TensorReport & { nonzeros?: number });
  return { models, opened, tensors, asked };
}

const nonzerosIn = async (sections: Sections) =>
  (await tensorsIn(litertlmBundle(sections))).tensors.map(({ nonzeros }) => nonzeros);

describe('weights of a .litertlm model', () => {
  it('are in the section with the same model_type, in any order', async () => {
    const { tensors, models, asked, opened } = await tensorsIn(
      litertlmBundle([
        weightsSection(5, 'tf_lite_embedder'),
        modelSection('tf_lite_prefill_decode'),
        modelSection('TF_LITE_EMBEDDER'),
        weightsSection(3, 'tf_lite_prefill_decode'),
      ]),
    );
    expect(tensors.map(({ nonzeros }) => nonzeros)).toEqual([3, 5]);
    expect(models.map(({ name, modelType }) => [name, modelType])).toEqual([
      ['a.litertlm/section1.tflite', 'prefill_decode'],
      ['a.litertlm/section2.tflite', 'embedder'],
    ]);
    expect(asked).toEqual([]);
    expect(opened.map(({ contents }) => contents.externalFiles)).toEqual([[], []]);
  });

  it('are of the default model_type if a section has none', async () => {
    expect(await nonzerosIn([modelSection(), weightsSection(3, 'tf_lite_prefill_decode')])).toEqual([3]);
    expect(await nonzerosIn([modelSection('tf_lite_prefill_decode'), weightsSection(3)])).toEqual([3]);
  });

  it('are of the default model_type if it is not text', async () => {
    const bundle = litertlmBundle([modelSection('tf_lite_aux'), weightsSection(3, 'tf_lite_aux')]);
    // The type of the value is the byte 9, StringValue.
    const before = bundle.slice();
    for (let at = 32; at < 400; at++) if (bundle[at] === 9) bundle[at] = 5;
    expect(bundle).not.toEqual(before);
    expect((await tensorsIn(bundle)).tensors).toMatchObject([{ nonzeros: 3 }]);
  });

  it('are in the last of several sections, as in the runtime', async () => {
    const aux = 'tf_lite_aux';
    expect(await nonzerosIn([weightsSection(3, aux), modelSection(aux), weightsSection(4, aux)])).toEqual([4]);
  });

  it('are found in a bundle inside a bundle', async () => {
    const inner = litertlmBundle([modelSection('tf_lite_aux'), weightsSection(3, 'tf_lite_aux')]);
    expect((await tensorsIn(await taskBundle({ 'b.litertlm': inner }))).tensors).toMatchObject([{ nonzeros: 3 }]);
  });

  it('are in a file beside the bundle if their group has another name', async () => {
    const { tensors, asked, opened } = await tensorsIn(
      litertlmBundle([modelSection('tf_lite_aux', split('weights.bin')), weightsSection(3, 'tf_lite_aux')]),
    );
    expect(tensors).toMatchObject([{ nonzeros: 7 }]);
    expect(new Set(asked)).toEqual(new Set(['weights.bin']));
    expect(opened[0].contents.externalFiles).toEqual(['weights.bin']);
  });

  it('of a .task bundle are in a file beside it', async () => {
    const { tensors, asked } = await tensorsIn(await taskBundle({ 'b.tflite': split() }));
    expect(tensors).toMatchObject([{ nonzeros: 7 }]);
    expect(new Set(asked)).toEqual(new Set(['tflite_weights']));
  });

  it('are read as ranges of their own section', async () => {
    const large = new Uint8Array(2 ** 20).fill(1);
    const bundle = litertlmBundle([
      { content: large, type: SectionType.TFLiteWeights, modelType: 'tf_lite_embedder' },
      modelSection('tf_lite_aux'),
      weightsSection(3, 'tf_lite_aux'),
    ]);
    const source = recordedSource(bundle);
    const [model] = await modelsIn(source);
    const engine = cpuEngine();
    const opened = await openModel(model, { engineFor: () => engine, exact: true });
    const before = source.reads.length;
    const { mask } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
    expect(mask.words.length).toBeGreaterThan(0);
    const start = bundle.length - weights(3).length;
    const reads = source.reads.slice(before);
    expect(reads.filter(([from]) => from < 2 ** 20)).toEqual([]);
    expect(reads).toContainEqual([start + 2, start + 10]);
  });
});

describe('weights of a .litertlm model that cannot be read', () => {
  const missing = {
    code: 'external-missing',
    message:
      'the weights are in a section of type TFLiteWeights with the model_type tf_lite_prefill_decode, but the bundle has no such section. Build the bundle again with these weights.',
  };

  it.each<[string, Sections]>([
    ['is not there', []],
    ['has another model_type', [weightsSection(3, 'tf_lite_embedder')]],
    ['has another type', [{ ...weightsSection(3, 'tf_lite_prefill_decode'), type: 1 as SectionType }]],
  ])('because the section %s', async (_, sections) => {
    const { tensors, asked, opened } = await tensorsIn(
      litertlmBundle([modelSection('tf_lite_prefill_decode'), ...sections]),
    );
    expect(tensors).toMatchObject([{ error: missing }]);
    expect(asked).toEqual([]);
    expect(opened[0].contents.externalFiles).toEqual([]);
  });

  it.each([3, 2 ** 31, 2n ** 33n, 2n ** 63n, 2n ** 64n - 8n])(
    'because the section ends before: offset %s',
    async (offset) => {
      const sections = [
        modelSection('tf_lite_aux', split('tflite_weights', offset)),
        weightsSection(3, 'tf_lite_aux'),
        // The file goes on, but the next section belongs to another model.
        weightsSection(8, 'tf_lite_embedder'),
      ];
      const { tensors } = await tensorsIn(litertlmBundle(sections));
      expect(tensors).toMatchObject([{ error: { code: 'truncated', message: expect.stringContaining('section1') } }]);
    },
  );
});

it('a model_type is shown on one line', async () => {
  const [model] = await modelsIn(memorySource('a.litertlm', litertlmBundle([modelSection(`a\nb${'c'.repeat(1000)}`)])));
  expect(model.modelType).toMatch(/^a bc{50,100}$/);
});
