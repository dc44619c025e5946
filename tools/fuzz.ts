// npm run fuzz: damages models, bundles, links, snapshots, messages and review files until it is stopped, and keeps what it finds in
// tests/fuzz/found/. `-- --kind link` runs one kind, `-- --seed 5` starts at a seed, `-- --cases 1000` ends after this many cases of each kind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzKinds } from '../tests/support/fuzz/fuzzKinds';
import { type Finding, findingOf } from '../tests/support/fuzz/fuzzRun';

const batch = 500;
const maxKept = 64 * 1024;
const folder = join(import.meta.dirname, '../tests/fuzz/found');
const { values } = parseArgs({
  options: { kind: { type: 'string' }, seed: { type: 'string' }, cases: { type: 'string' } },
});
const kinds = Object.entries(await fuzzKinds()).filter(([kind]) => (values.kind ?? kind) === kind);
if (kinds.length === 0) throw new Error(`there is no kind ${values.kind}`);
const firstSeed = Number(values.seed ?? Date.now() % 2 ** 31);
const cases = Number(values.cases ?? Number.POSITIVE_INFINITY);
const problems = new Set<string>();
let tried = 0;

console.log(`First seed: ${firstSeed}`);
for (let start = 0; start < cases; start += batch) {
  for (const [kind, made] of kinds) {
    for (let i = start; i < Math.min(start + batch, cases); i++) {
      const finding = await findingOf(kind, made, (firstSeed + i) % 2 ** 31);
      tried++;
      if (finding) keep(finding);
    }
  }
  console.log(`${tried} mutants, ${problems.size} that cost more than they must`);
}
process.exitCode = problems.size > 0 ? 1 : 0;

/** Keeps one input of each problem. Numbers differ between cases of one problem. */
function keep({ kind, seed, input, problem }: Finding): void {
  const known = `${kind} ${problem.replace(/\d+/g, '0')}`;
  if (problems.has(known)) return;
  problems.add(known);
  console.log(`${kind}, seed ${seed}\n${problem}\n`);
  // The seed repeats a large one as long as the mutations stay the same.
  if (input.length > maxKept) return;
  writeFileSync(join(folder, `${kind}-${seed}.${typeof input === 'string' ? 'txt' : 'bin'}`), input);
}
