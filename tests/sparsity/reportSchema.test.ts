import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelReports } from '../../src/command/modelReports';
import type { ModelErrorCode } from '../../src/modelError';
import type { PruningGoal } from '../../src/pruning/pruningGoal';
import { type Pattern, twoOfFour } from '../../src/sparsity/pattern';
import type { SparsityReport } from '../../src/sparsity/report';
import { taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { denseLayer, reportOfBytes } from '../support/openBytes';
import { drawFrom } from '../support/randomDraw';
import { randomModel } from '../support/randomModel';

const schema: AnySchemaObject = JSON.parse(readFileSync('public/report.schema.json', 'utf8'));
const models = 'tests/models';
const samples = 'public/samples';
const wholeBlocks: Pattern = { block: { rows: 1, columns: 4 } };

// Strict, except that conditions need not repeat the type of an object.
const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
const asPublished = ajv.compile(schema);
const asWeMakeIt = ajv.compile(closed(schema) as AnySchemaObject);

/** The schema without additional fields, so that undescribed fields are found. `counts` is part of `tensor`. */
function closed(part: unknown, name = ''): unknown {
  if (Array.isArray(part)) return part.map((item) => closed(item));
  if (typeof part !== 'object' || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value, key)]));
  return inside.type === 'object' && name !== 'counts' ? { ...inside, unevaluatedProperties: false } : inside;
}

/** Validation errors of a report, after conversion to JSON. */
function problemsOf(report: unknown, validate = asPublished): string[] {
  if (validate(JSON.parse(JSON.stringify(report)))) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function reportsOn(path: string, pattern: Pattern = twoOfFour, whatIf?: PruningGoal) {
  const reports: unknown[] = [];
  for await (const { report } of modelReports(path, pattern, { whatIf })) reports.push(report);
  return reports;
}

const folder = mkdtempSync(join(tmpdir(), 'prunescope-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('report schema accepts', () => {
  it.each(readdirSync(models).filter((file) => file.endsWith('.report.json')))('the known report %s', (file) => {
    expect(problemsOf(JSON.parse(readFileSync(join(models, file), 'utf8')))).toEqual([]);
  });

  it.each(readdirSync(samples))('every field of the report on the sample %s', async (sample) => {
    for (const pattern of [twoOfFour, wholeBlocks]) {
      const [report] = await reportsOn(join(samples, sample), pattern);
      expect(report).toHaveProperty('tensors.0.structure.kind');
      expect(problemsOf(report, asWeMakeIt)).toEqual([]);
    }
  });

  it('the energy of a what-if, with an order of channels, and for a sparsity', async () => {
    for (const whatIf of [{ pattern: twoOfFour }, { sparsity: 0.8 }]) {
      const [report] = await reportsOn(join(samples, 'mnist-2by4-int8.tflite'), twoOfFour, whatIf);
      expect(report).toMatchObject({ tensors: { 3: { energy: { ...whatIf, kept: expect.any(Number) } } } });
      expect(problemsOf(report, asWeMakeIt)).toEqual([]);
    }
  });

  it('every field of the report on a random model, by any pattern', async () => {
    const property = fc.asyncProperty(fc.gen(), async (generate) => {
      const draw = drawFrom(generate);
      const of = draw.between(2, 64);
      const block = { rows: draw.between(1, 8), columns: draw.between(2, 8) };
      const pattern = draw.pick<Pattern>({ zeros: draw.between(1, of - 1), of }, { block });
      const report = await reportOfBytes(buildModel(randomModel(draw).description), pattern);
      expect(problemsOf(report, asWeMakeIt)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('a tensor that cannot be read, an unknown type, and all kinds of shapes', async () => {
    for (const weights of [
      { shape: [2, 6], data: [1, 2] },
      { shape: [-1, 6], data: [1, 2] },
      { shape: [2, 2], type: 99, data: Uint8Array.of(1, 2, 3, 4) },
      { shape: [], data: [1] },
      { shape: [0, 4], data: [1] },
    ] as const) {
      for (const pattern of [twoOfFour, wholeBlocks]) {
        const report = await reportOfBytes(buildModel(denseLayer(weights as object)), pattern);
        expect(report.tensors).toHaveLength(1);
        expect(problemsOf(report, asWeMakeIt)).toEqual([]);
      }
    }
  });

  it('the error of a file that cannot be read, also in an array', async () => {
    const page = join(folder, 'page.tflite');
    writeFileSync(page, '<!doctype html>');
    const failed = [...(await reportsOn(page)), ...(await reportsOn(join(folder, 'none.tflite')))];
    expect(failed).toMatchObject([{ error: { code: 'not-tflite' } }, { error: { code: 'not-found' } }]);
    expect(problemsOf(failed[0], asWeMakeIt)).toEqual([]);
    expect(problemsOf(failed, asWeMakeIt)).toEqual([]);
  });

  it('the array of reports on a bundle', async () => {
    const bundle = join(folder, 'two.task');
    const model = buildModel(denseLayer({ shape: [2, 4], data: [1, 0, 0, 2, 3, 4, 5, 6] }));
    writeFileSync(bundle, await taskBundle({ 'a.tflite': model, 'b.tflite': model }));
    const reports = await reportsOn(bundle);
    expect(reports).toHaveLength(2);
    expect(problemsOf(reports, asWeMakeIt)).toEqual([]);
  });

  it('every code of an error, and no other', () => {
    const codes: Record<Exclude<ModelErrorCode, 'bad-plan'>, true> = {
      ...{ 'not-tflite': true, truncated: true, 'bad-offset': true, 'bad-shape': true, 'bad-sparsity': true },
      ...{ 'bad-bundle': true, 'unsupported-type': true, 'external-missing': true, 'too-large': true },
      ...{ 'not-found': true, network: true, changed: true, cancelled: true },
    };
    expect([...schema.$defs.error.properties.code.enum].sort()).toEqual(Object.keys(codes).sort());
  });
});

type Path = readonly (string | number)[];

/** Paths of all numbers, texts and flags of a report. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** A copy with another value at the path, or without the field if there is no value. */
function changed(report: unknown, path: Path, value?: unknown): unknown {
  const copy = structuredClone(report);
  const inside = path.slice(0, -1).reduce((part, key) => part[key] as Fields, copy as Fields);
  if (value === undefined) delete inside[path.at(-1)!];
  else inside[path.at(-1)!] = value;
  return copy;
}

type Fields = Record<string | number, unknown>;

describe('report schema rejects', () => {
  let reports: Record<'zeros' | 'blocks' | 'trivial' | 'error', SparsityReport>;
  beforeAll(async () => {
    const weights = {
      name: 'dense/weights',
      shape: [2, 6],
      type: 'INT8',
      data: [0, 3, 0, 0, 1, 2, 3, 4, 0, 5, 0, 0],
    } as const;
    const ofWeights = (changes: object, pattern?: Pattern) =>
      reportOfBytes(buildModel(denseLayer({ ...weights, ...changes })), pattern);
    reports = {
      zeros: await ofWeights({}),
      blocks: await ofWeights({}, wholeBlocks),
      trivial: await ofWeights({ shape: [12, 1] }),
      error: await ofWeights({ data: [1] }),
    };
  });

  it('any value of another type', () => {
    for (const report of Object.values(reports)) {
      const leaves = leavesOf(report);
      expect(leaves.length).toBeGreaterThan(15);
      const passed = leaves.filter((path) => problemsOf(changed(report, path, {})).length === 0);
      expect(passed).toEqual([]);
    }
  });

  it('a report without one of the fields of version 1', () => {
    const fields = ['reportVersion', 'model', 'pattern', 'tensors', 'model.name', 'model.bytes', 'model.sha256'];
    const identity = ['subgraph', 'tensor', 'name', 'operators', 'shape', 'type', 'encoding'];
    const counts = ['elements', 'nonzeros', 'blocks', 'conformingBlocks', 'conforms', 'trivial', 'maskSha256'];
    const ofTensor = (names: string[]) => names.map((name) => `tensors.0.${name}`);
    const needed = {
      zeros: [...fields, ...ofTensor([...identity, ...counts]), 'tensors.0.operators.0.code', 'pattern.of'],
      blocks: [...fields, ...ofTensor([...identity, ...counts, 'zeroBlocks', 'shareOfZeros']), 'pattern.block.rows'],
      trivial: ofTensor(['trivialBecause', 'trivial']),
      error: [...fields, ...ofTensor([...identity, 'error', 'error.code', 'error.message'])],
    };
    for (const [name, paths] of Object.entries(needed)) {
      const report = reports[name as keyof typeof reports];
      const passed = paths.filter((path) => problemsOf(changed(report, path.split('.'))).length === 0);
      expect([name, passed]).toEqual([name, []]);
    }
  });

  it('contradictions: a reason without a trivial tensor, block counts for another pattern, a hash in capitals', () => {
    const { zeros, blocks } = reports;
    for (const [report, path, value] of [
      [zeros, 'tensors.0.trivialBecause', 'short-rows'],
      [zeros, 'tensors.0.zeroBlocks', 1],
      [blocks, 'tensors.0.conforms', false],
      [zeros, 'tensors.0.nonzeros', -1],
      [zeros, 'model.sha256', zeros.model.sha256.toUpperCase()],
      [zeros, 'reportVersion', 2],
      [zeros, 'pattern.of', 65],
    ] as const) {
      expect([path, problemsOf(changed(report, path.split('.'), value)).length > 0]).toEqual([path, true]);
    }
  });

  it('no additional fields', () => {
    expect(problemsOf({ ...reports.zeros, added: 1 })).toEqual([]);
  });
});
