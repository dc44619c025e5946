import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memorySource } from '../src/bytes/byteSource';
import { sha256Of } from '../src/bytes/diskSource';
import { cpuEngine } from '../src/kernels/cpuEngine';
import type { ZerosPattern } from '../src/sparsity/pattern';
import { reportOn, type TensorReport } from '../src/sparsity/report';
import { targetNames } from '../src/sparsity/targetResult';
import { buildModel } from './support/buildModel';
import { chunkedSource } from './support/chunkedSource';
import { openSource } from './support/openBytes';
import { drawFrom } from './support/randomDraw';
import { type RandomModel, type RandomWeight, randomModel } from './support/randomModel';
import { isZeroFloat, weightTypes } from './support/randomWeights';
import { sha256Hex } from './support/sha256';

/** The expected report of a weight tensor, computed from its values. */
function expectedTensor(
  { values, zeroPoints, shape, type, sparsity, users, ...weight }: RandomWeight,
  pattern: ZerosPattern,
) {
  const isFloat = weightTypes[type].kind === 'float';
  const nonzero = values.map((value, i) => {
    if (value === undefined) return 0;
    return (isFloat ? isZeroFloat(type, value) : value === zeroPoints[i]) ? 0 : 1;
  });
  const columns = shape.at(-1) ?? 1;
  const sums: number[] = [];
  for (let row = 0; row < nonzero.length; row += columns) {
    for (let start = row; start < row + columns; start += pattern.of)
      sums.push(sum(nonzero.slice(start, Math.min(start + pattern.of, row + columns))));
  }
  const mask = Buffer.alloc(Math.ceil(nonzero.length / 8));
  nonzero.forEach((bit, i) => {
    mask[i >> 3] |= bit << (i & 7);
  });
  const inputChannelsLast = users.some((user) => user.inputChannelsLast);
  const short = columns <= pattern.of - pattern.zeros;
  const conformingBlocks = sums.filter((sum) => sum <= pattern.of - pattern.zeros).length;
  return {
    ...{ subgraph: weight.subgraph, tensor: weight.tensor, name: weight.name },
    operators: users.map(({ index, code }) => ({ index, code })),
    ...{ shape, type, encoding: sparsity ? 'sparse' : 'dense' },
    ...{ elements: values.length, nonzeros: sum(nonzero) },
    ...{ blocks: sums.length, conformingBlocks, conforms: conformingBlocks === sums.length },
    trivial: short || !inputChannelsLast,
    ...(short ? { trivialBecause: 'short-rows' } : !inputChannelsLast && { trivialBecause: 'not-input-channels' }),
    maskSha256: sha256Hex(mask),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Tested elsewhere: sparsity/structure.test.ts, sparsity/sizes.test.ts, targets/, and tflite/weights/weightConstants.test.ts for the role. */
function withoutStructure({
  structure,
  status,
  sizes,
  targets,
  role: _role,
  ...tensor
}: TensorReport & { structure?: unknown; sizes?: unknown; targets?: readonly unknown[] }) {
  expect(structure).toBeDefined();
  expect(sizes).toBeDefined();
  expect(targets).toHaveLength(targetNames.length);
  const { trivialBecause, conforms } = tensor as { trivialBecause?: string; conforms?: boolean };
  expect([status === 'too-short', status === 'not-applicable', status === 'conforms']).toEqual([
    trivialBecause === 'short-rows',
    trivialBecause === 'not-input-channels',
    conforms === true && trivialBecause === undefined,
  ]);
  return tensor;
}

/** Stored bytes of the constants that coverage counts: all, and those that are listed. */
function expectedBytes({ description, weights }: RandomModel) {
  const listed = new Set(weights.map(({ subgraph, tensor }) => `${subgraph}:${tensor}`));
  const sizes = (description.subgraphs ?? []).flatMap(({ tensors = [] }, subgraph) =>
    tensors.map(({ shape = [], data, buffer, sparsity, isVariable }, tensor) => {
      const stored = buffer === undefined ? (data as { length?: number } | undefined)?.length : undefined;
      const bytes = stored ?? description.buffers?.[(buffer ?? 0) - 1]?.bytes?.length ?? 0;
      const isConstant = !isVariable && (bytes > 0 || sparsity !== undefined);
      const isCounted = isConstant && shape.length >= 2 && shape.reduce((product, size) => product * size, 1) >= 64;
      return { bytes: isCounted ? bytes : 0, isListed: listed.has(`${subgraph}:${tensor}`) };
    }),
  );
  const total = (those: typeof sizes) => sum(those.map(({ bytes }) => bytes));
  return { constantBytes: total(sizes), listedBytes: total(sizes.filter(({ isListed }) => isListed)) };
}

it('the report on a random model follows from its values', async () => {
  const seen = new Map<string, number>();
  const property = fc.asyncProperty(fc.gen(), async (generate) => {
    const draw = drawFrom(generate);
    const of = draw.pick(4, 4, draw.between(2, 64));
    const pattern = { zeros: draw.between(1, of - 1), of };
    const random = randomModel(draw);
    const { description, weights } = random;
    const bytes = buildModel(description);
    // A smaller engine gets ranges of rows, which can start inside a byte.
    const limits = { maxBytes: draw.pick(1, 7, 64, 2 ** 26), partBytes: draw.pick(1, 30, 2 ** 20) };
    const engine = { ...cpuEngine(), ...limits };
    const source = draw.pick(
      memorySource('a.tflite', bytes),
      chunkedSource(bytes, () => draw.between(1, 100)),
    );
    const model = await openSource(source, engine);
    const report = await reportOn({ model, modelSha256: sha256Hex(bytes), pattern, sha256: sha256Of });
    const { coverage, ...rest } = report;
    expect({ ...rest, tensors: report.tensors.map(withoutStructure) }).toEqual({
      reportVersion: 1,
      model: { name: 'a.tflite', bytes: bytes.length, sha256: sha256Hex(bytes) },
      pattern,
      tensors: weights.map((weight) => expectedTensor(weight, pattern)),
    });
    expect(coverage).toMatchObject(expectedBytes(random));
    expect(coverage.constantBytes - coverage.listedBytes).toBe(sum(coverage.unlisted.map(({ bytes }) => bytes)));
    if (coverage.constantBytes > 0) seen.set('coverage', (seen.get('coverage') ?? 0) + 1);
    for (const { type, sparsity } of weights) {
      const what = `${type} ${sparsity ? 'sparse' : 'dense'}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
  });
  // Without a fixed seed, so that each run tests other models. A failure prints its seed.
  await fc.assert(property, { numRuns: 500 });
  // Each type, dense and sparse, and coverage.
  expect([...seen.keys()].length).toBe(2 * Object.keys(weightTypes).length + 1);
});
