import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import { fuzzKinds } from '../support/fuzz/fuzzKinds';
import { fuzzModels } from '../support/fuzz/fuzzModels';
import { type Finding, findingOf } from '../support/fuzz/fuzzRun';
import { fuzzBase, maskCounts, needlesslyLost } from '../support/fuzz/modelCases';

// 20,000 in all.
const counts: Readonly<Record<string, number>> = {
  model: 8000,
  sample: 1400,
  real: 100,
  bundle: 1000,
  link: 4000,
  snapshot: 2000,
  message: 3000,
  review: 500,
};
// Other cases in each run. To repeat one, set the seed that it printed.
const firstSeed = Number(process.env.PRUNESCOPE_FUZZ_SEED ?? Date.now() % 2 ** 31);
const kinds = await fuzzKinds();

it('has cases for all kinds of input', () => {
  expect(Object.keys(counts)).toEqual(Object.keys(kinds));
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(20_000);
});

it.each(Object.entries(counts))('a damaged %s costs no more than it must: %i cases', async (kind, count) => {
  const findings: Finding[] = [];
  for (let i = 0; i < count; i++) {
    const finding = await findingOf(kind, kinds[kind], (firstSeed + i) % 2 ** 31);
    if (finding) findings.push(finding);
  }
  console.log(`${kind}: ${count} mutants from seed ${firstSeed}, ${findings.length} that cost more than they must`);
  expect(findings.slice(0, 5).map(({ seed, problem }) => `seed ${seed}: ${problem}`)).toEqual([]);
});

it('compares masks with an independent reading', () => {
  expect(maskCounts.compared).toBeGreaterThan(5000);
});

it('notices a model that is refused because of one tensor', async () => {
  const base = await fuzzBase(fuzzModels().get('layers')!);
  const place = base.places.find(({ owners }) => owners.size === 1 && owners.has('tensor 0:1'))!;
  const refused = new ModelError('truncated', 'the file ends');
  const others = base.report.tensors.filter(({ tensor }) => tensor !== 1);
  expect(needlesslyLost(base, { bytes: base.bytes, place }, refused)).toHaveLength(others.length);
  expect(needlesslyLost(base, { bytes: base.bytes, place }, base.report)).toEqual([]);
});

const found = new URL('./found/', import.meta.url);

it.each(readdirSync(found).filter((name) => name !== 'README.md'))(
  'an input that was found once is read: %s',
  async (name) => {
    const kind = kinds[name.slice(0, name.indexOf('-'))];
    const bytes = readFileSync(new URL(name, found));
    await kind.check(name.endsWith('.txt') ? bytes.toString() : new Uint8Array(bytes));
  },
);
