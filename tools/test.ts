// npm test: runs all checks in sequence. The last line is "N passed, N failed", the total.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chromiumPath } from './chromium';
import { timeLimits } from './timeLimits';

type Count = { passed: number; failed: number; skipped: number };
type Step = { name: string; command: string; needs?: string; countOf?: () => Count };

const unitResults = 'build/unit-tests.json';
const packageResults = 'build/package-tests.json';
const browserResults = 'build/browser-tests.json';

const steps: Step[] = [
  { name: 'types', command: 'tsc' },
  { name: 'lint', command: 'biome check' },
  { name: 'dead code', command: 'knip' },
  {
    name: 'unit',
    // Vitest leaves one core free by default.
    command: `vitest run --maxWorkers=${availableParallelism()} ${reporting(unitResults)}`,
    countOf: () => vitestCount(unitResults),
  },
  { name: 'build', command: 'npm run build --silent' },
  { name: 'size', command: 'tsx tools/size.ts', needs: 'build' },
  { name: 'exports', command: 'npm run package:exports --silent', needs: 'build' },
  { name: 'typings', command: 'npm run package:types --silent', needs: 'build' },
  {
    name: 'package',
    command: `vitest run --config vite.lib.config.ts ${reporting(packageResults)}`,
    needs: 'build',
    countOf: () => vitestCount(packageResults),
  },
  { name: 'browser', command: 'playwright test --forbid-only', needs: 'build', countOf: browserCount },
];

process.chdir(join(import.meta.dirname, '..'));
mkdirSync('build', { recursive: true });
for (const results of [unitResults, packageResults, browserResults]) rmSync(results, { force: true });

const environment = { ...process.env };

// Reports a missing browser before the other checks run.
let browserProblem = '';
try {
  environment.PRUNESCOPE_CHROMIUM = await chromiumPath();
  environment.PRUNESCOPE_TEST_PORT = String(await freePort());
  console.log(`Browser: ${environment.PRUNESCOPE_CHROMIUM}`);
} catch (error) {
  browserProblem = error instanceof Error ? error.message : String(error);
  console.log(browserProblem);
}

const counts = new Map<string, Count>();
const summary: string[] = [];
for (const step of steps) {
  console.log(`\n=== ${step.name}: ${step.command}`);
  const start = performance.now();
  const count = await countOf(step);
  counts.set(step.name, count);
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  console.log(`=== ${step.name}: ${seconds}`);
  summary.push(`${step.name.padEnd(10)} ${seconds.padStart(8)}   ${spelled(count)}`);
}

const total = [...counts.values()].reduce((sum, count) => ({
  passed: sum.passed + count.passed,
  failed: sum.failed + count.failed,
  skipped: sum.skipped + count.skipped,
}));
console.log(`\n${summary.join('\n')}\n\n${spelled(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function countOf(step: Step): Promise<Count> {
  const failure: Count = { passed: 0, failed: 1, skipped: 0 };
  if (step.needs && counts.get(step.needs)?.failed !== 0) {
    console.log(`Not run, because the step "${step.needs}" failed: this counts as a failure.`);
    return failure;
  }
  if (step.name === 'browser' && browserProblem) {
    console.log(browserProblem);
    return failure;
  }
  const succeeded = await run(step.command);
  if (!step.countOf) return succeeded ? { passed: 1, failed: 0, skipped: 0 } : failure;
  try {
    const count = step.countOf();
    // A runner that fails without a failed test has crashed. Running no test is a failure too.
    const broken = !succeeded || count.passed === 0;
    return broken && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch (error) {
    console.log(`No results of the step "${step.name}": ${error}`);
    return failure;
  }
}

function run(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'], env: environment });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

function reporting(results: string): string {
  return `--allowOnly=false --testTimeout=${timeLimits.unitTest} --hookTimeout=${timeLimits.unitTest} --reporter=default --reporter=json --outputFile.json=${results}`;
}

function vitestCount(path: string): Count {
  const results = resultsOf(path);
  // A file that cannot be loaded counts as a failed suite without tests.
  const unloaded = results.testResults.filter(
    (file: { status: string; assertionResults: unknown[] }) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + unloaded.length,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function browserCount(): Count {
  const { stats, errors } = resultsOf(browserResults);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length, skipped: 0 };
}

function resultsOf(path: string) {
  if (!existsSync(path)) throw new Error(`${path} was not written`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

function spelled({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
