// The package as npm packs it, unpacked where a project of somebody else would have it. Takes a build: npm test runs it after that.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = mkdtempSync(join(tmpdir(), 'prunescope-package-'));
const installed = join(project, 'node_modules/prunescope');
const sample = resolve('public/samples/mnist-2by4-int8-12-violations.tflite');
const knownReport = JSON.parse(readFileSync('tests/models/mnist-2by4-int8-12-violations.report.json', 'utf8'));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Runs a module of the project. */
function runScript(code: string) {
  writeFileSync(join(project, 'script.mjs'), code);
  return run(process.execPath, 'script.mjs');
}

let packed: string[];
let manifest: { exports: Record<string, unknown>; bin: object; types: string; customElements: string };

beforeAll(() => {
  // A shell finds npm.cmd on Windows; a path would need quotes there, so it goes by the environment.
  const env = { ...process.env, npm_config_pack_destination: project };
  const { stdout } = spawnSync('npm pack --json', { shell: true, encoding: 'utf8', env });
  const [{ filename, files }] = JSON.parse(stdout);
  packed = files.map(({ path }: { path: string }) => path);
  mkdirSync(installed, { recursive: true });
  run('tar', '-xzf', filename, '--strip-components=1', '-C', installed);
  manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the packed package', () => {
  it('holds the page, the command, the functions, README and licence, and nothing else', () => {
    const parts = [/^(LICENSE|README\.md|package\.json)$/, /^dist\//, /^dist-cli\//, /^dist-lib\//];
    expect(packed.filter((path) => !parts.some((part) => part.test(path)))).toEqual([]);
    expect(packed.filter((path) => /\.map$|(?<!\.d)\.tsx?$|\.test\.|\.spec\./.test(path))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['dist/index.html', 'dist-cli/review-viewer.js', 'LICENSE']));
  });

  it('holds every file that its manifest names', () => {
    const { exports, bin, types, customElements } = manifest;
    const named = [exports, bin, types, customElements].flatMap(pathsIn);
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((path) => !packed.includes(posix.normalize(path)))).toEqual([]);
  });

  it('needs nothing but itself in a browser, and nothing but Node besides for the disk', () => {
    expect(importsFrom('index.js').filter((specifier) => !specifier.startsWith('.'))).toEqual([]);
    const ofNode = importsFrom('node.js').filter((specifier) => !specifier.startsWith('.'));
    expect(ofNode).toContain('node:fs/promises');
    expect(ofNode.filter((specifier) => !specifier.startsWith('node:'))).toEqual([]);
  });
});

function pathsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(pathsIn);
}

/** What a file of dist-lib and all files that it leads to import. */
function importsFrom(entry: string): string[] {
  const specifiers = new Map<string, string[]>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (specifiers.has(file)) continue;
    const found: string[] = [];
    const add = ({ source }: { source: unknown }) => {
      // Some code paths of a bundled package import an address that its user gives; ours gives none.
      if (typeof (source as { value?: unknown } | null)?.value === 'string')
        found.push((source as { value: string }).value);
    };
    new Visitor({
      ImportDeclaration: add,
      ImportExpression: add,
      ExportNamedDeclaration: add,
      ExportAllDeclaration: add,
    }).visit(parseSync(file, readFileSync(join(installed, 'dist-lib', file), 'utf8')).program);
    specifiers.set(file, found);
    waiting.push(...found.filter((specifier) => specifier.startsWith('.')).map((path) => posix.normalize(path)));
  }
  return [...specifiers.values()].flat();
}

type Named = { readonly name: string };

describe('a script in a project with the package', () => {
  it('does what README shows, and gets the known report', () => {
    const [, example] = /## Use it from code[\s\S]*?```js\n([\s\S]*?)```/.exec(
      readFileSync(join(installed, 'README.md'), 'utf8'),
    )!;
    copyFileSync(sample, join(project, 'model.tflite'));
    const shown = 'console.log(JSON.stringify({ report, name: weight.name, rowCount: mask.rowCount, summary }));';
    const { stdout, stderr } = runScript(example + shown);
    expect(stderr).toBe('');
    const { report, ...tensor } = JSON.parse(stdout);
    const model = { ...knownReport.model, name: 'model.tflite' };
    expect(report).toMatchObject({ ...knownReport, model });
    expect(tensor).toMatchObject({ name: 'sequential/dense/MatMul', rowCount: 10, summary: { blocks: 2560 } });
  });

  it('opens bundles, whose reader comes in a file of its own', async () => {
    const { taskBundle } = await import('../support/buildBundle');
    const model = readFileSync(sample);
    writeFileSync(join(project, 'two.task'), await taskBundle({ 'a.tflite': model, 'b.tflite': model }, 'deflated'));
    const { stdout, stderr } = runScript(`
      import { modelsIn, openModel } from 'prunescope';
      import { openFile } from 'prunescope/node';
      const file = await openFile('two.task');
      for (const source of await modelsIn(file.source)) console.log((await openModel(source)).name);
      await file.close();`);
    expect({ stdout, stderr }).toEqual({ stdout: 'two.task/a.tflite\ntwo.task/b.tflite\n', stderr: '' });
  });

  it('knows the errors of both entries by one class', () => {
    const { stdout } = runScript(`
      import { ModelError } from 'prunescope';
      import { openFile } from 'prunescope/node';
      await openFile('none.tflite').catch((error) => console.log(error instanceof ModelError, error.code));`);
    expect(stdout).toBe('true not-found\n');
  });

  it('finds the schema of the report', () => {
    const { stdout } = runScript(`
      import { readFileSync } from 'node:fs';
      const path = new URL(import.meta.resolve('prunescope/report.schema.json'));
      console.log(JSON.parse(readFileSync(path, 'utf8')).title);`);
    expect(stdout).toBe('Prunescope report, version 1\n');
  });

  it('can import the tag where there are none, and finds a description of each of its attributes', () => {
    const { stdout } = runScript(`
      import { PruneScope } from 'prunescope/element';
      console.log(JSON.stringify(PruneScope.observedAttributes));`);
    const { modules } = JSON.parse(readFileSync(join(installed, manifest.customElements), 'utf8'));
    const [{ path, declarations }] = modules;
    expect(packed).toContain(path);
    const [tag] = declarations as { tagName: string; attributes: Named[]; members: Named[]; events: Named[] }[];
    const namesOf = (parts: Named[]) => parts.map(({ name }) => name).sort();
    expect(tag.tagName).toBe('prune-scope');
    const described = namesOf(tag.attributes);
    // Every element has a style.
    expect(JSON.parse(stdout).filter((name: string) => name !== 'style' && !described.includes(name))).toEqual([]);
    // Every element has a title.
    const own = described.filter((name) => name !== 'title');
    const properties = own.map((name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()));
    expect(namesOf(tag.members)).toEqual([...properties, 'report', 'setView', 'shown'].sort());
    expect(namesOf(tag.events)).toEqual(['error', 'load', 'viewchange']);
  });

  it('runs the command', () => {
    const command = join(installed, 'dist-cli/prunescope.js');
    expect(run(process.execPath, command, 'check', sample)).toMatchObject({ status: 1, stderr: '' });
  });
});

describe('TypeScript in a project with the package', () => {
  const code = `
    import { fileSource, isNonZero, ModelError, type ModelErrorCode, openModel, parsePattern, type SparsityReport } from 'prunescope';
    import { openFile } from 'prunescope/node';

    export async function zerosOf(path: string): Promise<number[]> {
      const { source, externalFile, close } = await openFile(path);
      const model = await openModel(source, { externalFile, signal: AbortSignal.timeout(1000) });
      const report: SparsityReport = await model.report({ pattern: parsePattern('2,4') });
      await close();
      return report.tensors.map((tensor) => ('error' in tensor ? 0 : tensor.elements - tensor.nonzeros));
    }
    export async function firstBit(file: File): Promise<boolean> {
      const model = await openModel(fileSource(file));
      const { mask, summary } = await model.analysisOf(model.weights[0]);
      return isNonZero(mask, 0, 0) || summary.rowNonzeros[0] > 0;
    }
    export const isCut = (error: unknown): boolean => error instanceof ModelError && error.code === 'truncated';
    // @ts-expect-error: no such code
    export const code: ModelErrorCode = 'broken';
    // @ts-expect-error: a pattern is no text
    export const refused = async (file: File) => (await openModel(fileSource(file))).report({ pattern: '2,4' });
  `;

  const pageCode = `
    import 'prunescope/element';
    import type { LoadDetail } from 'prunescope/element';

    const map = document.createElement('prune-scope');
    map.setView({ tensor: '0:5', rows: '0:24' });
    export const sha256 = async (): Promise<string> => (await map.report()).model.sha256;
    export const bytes = (event: CustomEvent<LoadDetail>): number => event.detail.model.bytes;
    // @ts-expect-error: rows are text, as the link writes them
    map.setView({ rows: [0, 24] });
  `;

  beforeAll(() => {
    // As npm would have put them there.
    for (const name of ['flatbuffers', '@types', 'undici-types']) {
      symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name), 'junction');
    }
    writeFileSync(join(project, 'script.ts'), code);
    writeFileSync(join(project, 'page.ts'), pageCode);
  });

  it.each([
    ['Node', ['script.ts'], { module: 'node16', lib: ['ES2023'], types: ['node'] }],
    [
      'a bundler',
      ['script.ts', 'page.ts'],
      { module: 'esnext', moduleResolution: 'bundler', lib: ['ES2023', 'DOM'], types: [] },
    ],
  ])('compiles for %s', (_, files, options) => {
    const compilerOptions = { strict: true, noEmit: true, target: 'es2022', skipLibCheck: false, ...options };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    const { status, stdout } = run(process.execPath, resolve('node_modules/typescript/bin/tsc'), '--project', project);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
