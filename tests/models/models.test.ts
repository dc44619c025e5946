import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
import { diskSource, sha256Of, sha256OfSource } from '../../src/bytes/diskSource';
import type { Pattern } from '../../src/sparsity/pattern';
import { reportOn, type SparsityReport } from '../../src/sparsity/report';
import { modelsIn } from '../../src/tflite/bundle';
import { openSource } from '../support/openBytes';

// Each x.report.json here is the report on x.tflite, which is next to it, among the samples, or in an npm package. See README.md.
const here = import.meta.dirname;
const fixtures = readdirSync(here).filter((file) => file.endsWith('.report.json'));
const models = readdirSync(here).filter((file) => /\.(tflite|litertlm|bin)$/.test(file));

/** Models inside MediaPipe's asset files, whose license allows to use them, and whose place is the package. */
const packedAssets: Record<string, string> = { 'pose_detection.tflite': 'pose_solution_packed_assets' };

async function sourceOf(name: string): Promise<ByteSource> {
  if (packedAssets[name]) return memorySource(name, cutFromAssets(name, packedAssets[name]));
  const path = [here, 'public/samples'].map((folder) => join(folder, name)).find(existsSync);
  if (!path) throw new Error(`${name} is neither in tests/models nor in public/samples`);
  const source = await diskSource(path);
  onTestFinished(() => source.close());
  return source;
}

/** The loader script of an asset file says where each file lies in it. */
function cutFromAssets(name: string, assets: string): Uint8Array {
  const folder = 'node_modules/@mediapipe/pose';
  const loader = readFileSync(join(folder, `${assets}_loader.js`), 'utf8');
  const entry = [...loader.matchAll(/"filename": "([^"]+)", "start": (\d+), "end": (\d+)/g)].find(([, path]) =>
    path.endsWith(`/${name}`),
  );
  if (!entry) throw new Error(`${assets}_loader.js does not mention ${name}`);
  return new Uint8Array(readFileSync(join(folder, `${assets}.data`))).subarray(Number(entry[2]), Number(entry[3]));
}

const tensorFields = [
  ...['subgraph', 'tensor', 'name', 'operators', 'shape', 'type', 'encoding', 'elements', 'nonzeros', 'blocks'],
  ...['conformingBlocks', 'conforms', 'trivial', 'trivialBecause', 'maskSha256'],
];

/** The fields of the contract; of an error its code, as its message is for people. */
function comparable(report: SparsityReport) {
  const { reportVersion, model, pattern, coverage, tensors } = report;
  return {
    ...{ reportVersion, model, pattern, coverage },
    tensors: tensors.map((tensor: Record<string, unknown> & object) => ({
      ...Object.fromEntries(tensorFields.map((field) => [field, tensor[field]])),
      errorCode: (tensor.error as { code: string } | undefined)?.code,
    })),
  };
}

/** The reports on all models of a file. */
async function reportsOn(source: ByteSource, pattern: Pattern): Promise<SparsityReport[]> {
  const reports: SparsityReport[] = [];
  for (const model of await modelsIn(source)) {
    const modelSha256 = await sha256OfSource(model);
    reports.push(await reportOn({ model: await openSource(model), modelSha256, pattern, sha256: sha256Of }));
  }
  return reports;
}

describe('the report on a model is the one in its fixture', () => {
  it.each(fixtures)('%s', async (fixture) => {
    const expected = [JSON.parse(readFileSync(join(here, fixture), 'utf8')) as SparsityReport].flat();
    const [fileName] = expected[0].model.name.split('/');
    const reports = await reportsOn(await sourceOf(fileName), expected[0].pattern);
    expect(reports.map(comparable)).toEqual(expected.map(comparable));
  });

  it('and no model here is without one', () => {
    expect(fixtures.length).toBeGreaterThan(0);
    expect(models.filter((model) => !fixtures.includes(model.replace(/\.[^.]*$/, '.report.json')))).toEqual([]);
  });
});
