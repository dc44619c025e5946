// The package as npm packs it, installed in an empty folder. Needs a build; npm test runs it after the build.
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewTagsOf } from '../support/reviewTagsOf';
import { lockOf, type Packed } from './lock';

const project = mkdtempSync(join(tmpdir(), 'prunescope-package-'));
const installed = join(project, 'node_modules/prunescope');
const sample = resolve('public/samples/mnist-2by4-int8-12-violations.tflite');
const knownReport = JSON.parse(readFileSync('tests/models/mnist-2by4-int8-12-violations.report.json', 'utf8'));
const rootManifest = JSON.parse(readFileSync('package.json', 'utf8'));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Runs `npm` or `npx`, which are shell scripts on Windows. Arguments with spaces need quotes. */
function runNpm(command: 'npm' | 'npx', ...args: string[]) {
  const { status, stdout, stderr } = spawnSync([command, ...args].join(' '), {
    cwd: project,
    encoding: 'utf8',
    shell: true,
  });
  return { status, stdout, stderr };
}

/** Runs a module of the project. */
function runScript(code: string) {
  writeFileSync(join(project, 'script.mjs'), code);
  return run(process.execPath, 'script.mjs');
}

let packed: Packed;
let paths: string[];
let manifest: {
  exports: Record<string, unknown>;
  bin: object;
  types: string;
  customElements: string;
  dependencies: object;
};

beforeAll(() => {
  [packed] = JSON.parse(runNpm('npm', 'pack', `"${resolve('dist-package')}"`, '--json').stdout);
  paths = packed.files.map(({ path }) => path);
  const lock = lockOf(packed, JSON.parse(readFileSync('dist-package/package.json', 'utf8')));
  writeFileSync(join(project, 'package.json'), JSON.stringify(lock.packages['']));
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock));
  const { status, stderr } = runNpm('npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund');
  if (status !== 0) throw new Error(`npm ci: ${stderr}`);
  manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  copyFileSync(sample, join(project, 'model.tflite'));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the packed package', () => {
  it('contains only the page, the command, the functions, README, changelog and license', () => {
    const parts = [/^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/, /^dist\//, /^dist-cli\//, /^dist-lib\//];
    expect(paths.filter((path) => !parts.some((part) => part.test(path)))).toEqual([]);
    expect(paths.filter((path) => /\.map$|(?<!\.d)\.tsx?$|\.test\.|\.spec\.|\.tflite$/.test(path))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining(['dist/index.html', 'dist/review-viewer.js', 'LICENSE']));
    expect(paths.filter((path) => path.startsWith('dist/docs/'))).toEqual(['dist/docs/index.html']);
  });

  it('has the metadata of the repository, and depends only on the rasterizer', () => {
    const { name, version, description, keywords, license, engines, bin, dependencies } = rootManifest;
    expect(manifest).toMatchObject({ name, version, description, keywords, license, engines, bin });
    expect(manifest.dependencies).toEqual({ '@resvg/resvg-js': dependencies['@resvg/resvg-js'] });
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('private');
  });

  it('has less than 3 MB to fetch and 40 MB on the disk, with dependencies', () => {
    expect(packed.size).toBeLessThan(3_000_000);
    expect(sizeOf(join(project, 'node_modules'))).toBeLessThan(40_000_000);
  });

  it('contains each file that its manifest names', () => {
    const { exports, bin, types, customElements } = manifest;
    const named = [exports, bin, types, customElements].flatMap(pathsIn);
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((path) => !paths.includes(posix.normalize(path)))).toEqual([]);
  });

  it('imports only itself in a browser, and only Node modules for the disk', () => {
    expect(importsFrom('index.js').filter((specifier) => !specifier.startsWith('.'))).toEqual([]);
    const ofNode = importsFrom('node.js').filter((specifier) => !specifier.startsWith('.'));
    expect(ofNode).toContain('node:fs/promises');
    expect(ofNode.filter((specifier) => !specifier.startsWith('node:'))).toEqual([]);
    const typed = ['index', 'node', 'element'].flatMap((entry) => importsFrom(`types/entries/${entry}.d.ts`));
    expect(typed.length).toBeGreaterThan(3);
    expect(typed.filter((specifier) => !specifier.startsWith('.'))).toEqual([]);
  });
});

/** The bytes of all files in a folder. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

function pathsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(pathsIn);
}

/** The direct and indirect imports of a file of dist-lib. */
function importsFrom(entry: string): string[] {
  const specifiers = new Map<string, string[]>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (specifiers.has(file)) continue;
    const found: string[] = [];
    const add = ({ source }: { source: unknown }) => {
      // Some code paths of a bundled package import a URL that its caller passes. Prunescope passes none.
      if (typeof (source as { value?: unknown } | null)?.value === 'string')
        found.push((source as { value: string }).value);
    };
    new Visitor({
      ImportDeclaration: add,
      ImportExpression: add,
      ExportNamedDeclaration: add,
      ExportAllDeclaration: add,
      TSImportType: add,
    }).visit(parseSync(file, readFileSync(join(installed, 'dist-lib', file), 'utf8')).program);
    specifiers.set(file, found);
    const relative = found.filter((specifier) => specifier.startsWith('.'));
    waiting.push(...relative.map((path) => declared(file, posix.join(posix.dirname(file), path))));
  }
  return [...specifiers.values()].flat();
}

/** Declarations import each other by the names of their modules. */
function declared(from: string, path: string): string {
  return from.endsWith('.d.ts') ? path.replace(/\.js$/, '.d.ts') : path;
}

type Named = { readonly name: string };

describe('a script in a project with the package', () => {
  it('runs the example of README, and gets the expected report', () => {
    const [, example] = /## Use it from code[\s\S]*?```js\n([\s\S]*?)```/.exec(
      readFileSync(join(installed, 'README.md'), 'utf8'),
    )!;
    const shown = 'console.log(JSON.stringify({ report, name: tensor.name, rowCount: mask.rowCount, summary }));';
    const { stdout, stderr } = runScript(example + shown);
    expect(stderr).toBe('');
    const { report, ...tensor } = JSON.parse(stdout);
    const model = { ...knownReport.model, name: 'model.tflite' };
    expect(report).toMatchObject({ ...knownReport, model });
    expect(tensor).toMatchObject({ name: 'sequential/dense/MatMul', rowCount: 10, summary: { blocks: 2560 } });
  });

  it('opens bundles, whose reader is a separate file', async () => {
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

  it('gets the same error class from both entries', () => {
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

  it('can import the tag without custom elements, and finds a description of each attribute', () => {
    const { stdout } = runScript(`
      import { PruneScope } from 'prunescope/element';
      console.log(JSON.stringify(PruneScope.observedAttributes));`);
    const { modules } = JSON.parse(readFileSync(join(installed, manifest.customElements), 'utf8'));
    const [{ path, declarations }] = modules;
    expect(paths).toContain(path);
    const [tag] = declarations as { tagName: string; attributes: Named[]; members: Named[]; events: Named[] }[];
    const namesOf = (parts: Named[]) => parts.map(({ name }) => name).sort();
    expect(tag.tagName).toBe('prune-scope');
    const described = namesOf(tag.attributes);
    // Every element has a style.
    expect(JSON.parse(stdout).filter((name: string) => name !== 'style' && !described.includes(name))).toEqual([]);
    // Every element has a title.
    const own = described.filter((name) => name !== 'title');
    const properties = own.map((name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()));
    expect(namesOf(tag.members)).toEqual([...properties, 'file', 'report', 'setView', 'shown'].sort());
    expect(namesOf(tag.events)).toEqual(['error', 'load', 'viewchange']);
  });
});

describe('the command of a project with the package', () => {
  const prunescope = (...args: string[]) => runNpm('npx', '--no', 'prunescope', ...args);

  it('prints a report', () => {
    const { status, stdout, stderr } = prunescope('report', 'model.tflite', '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const model = { ...knownReport.model, name: 'model.tflite' };
    expect(JSON.parse(stdout)).toMatchObject({ ...knownReport, model });
  });

  it('writes a review file', () => {
    expect(prunescope('report', 'model.tflite', '--html', 'review.html')).toMatchObject({ status: 0, stderr: '' });
    const html = readFileSync(join(project, 'review.html'), 'utf8');
    expect(reviewTagsOf(html).data.report.model.sha256).toBe(knownReport.model.sha256);
    expect(html.length).toBeGreaterThan(200_000); // the viewer is in it
  });

  it('draws a PNG with text', () => {
    const window = ['--tensor', '0:5', '--rows', '0:24', '--columns', '0:24'];
    const drawn = prunescope('render', 'model.tflite', ...window, '--out', 'x.png');
    expect(drawn).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(project, 'x.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(existsSync(join(installed, 'dist-cli/Inter_400Regular.ttf'))).toBe(true);
  });

  it('serves the page and a model', async () => {
    const bin = join(installed, Object.values(manifest.bin)[0]!);
    const child = spawn(process.execPath, [bin, 'open', '--no-browser', '--port', '0', 'model.tflite'], {
      cwd: project,
    });
    try {
      let text = '';
      for await (const part of child.stdout) {
        text += part;
        if (text.includes('Ctrl+C')) break;
      }
      const [url] = /http:\S+/.exec(text)!;
      const page = await (await fetch(url!)).text();
      const [script] = /(?<=<script type="module"[^>]* src=")[^"]+/.exec(page)!;
      expect((await fetch(new URL(script!, url))).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      const model = await (await fetch(new URL('files/0/model.tflite', url))).arrayBuffer();
      expect(Buffer.from(model).equals(readFileSync(sample))).toBe(true);
    } finally {
      child.kill();
    }
  });

  it('fails a check', () => {
    expect(prunescope('check', 'model.tflite')).toMatchObject({ status: 1, stderr: '' });
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
      const { mask, summary } = await model.analysisOf(model.tensors[0]);
      return isNonZero(mask, 0, 0) || summary.rowNonzeros[0] > 0;
    }
    export const isCut = (error: unknown): boolean => error instanceof ModelError && error.code === 'truncated';
    // @ts-expect-error: no such code
    export const code: ModelErrorCode = 'broken';
    // @ts-expect-error: a pattern is not a string
    export const refused = async (file: File) => (await openModel(fileSource(file))).report({ pattern: '2,4' });
  `;

  const pageCode = `
    import 'prunescope/element';
    import type { LoadDetail } from 'prunescope/element';

    const map = document.createElement('prune-scope');
    map.setView({ tensor: '0:5', rows: '0:24' });
    export const sha256 = async (): Promise<string> => (await map.report()).model.sha256;
    export const bytes = (event: CustomEvent<LoadDetail>): number => event.detail.model.bytes;
    // @ts-expect-error: rows are strings, as in the link
    map.setView({ rows: [0, 24] });
  `;

  beforeAll(() => {
    // As npm installs them.
    for (const name of ['@types', 'undici-types']) {
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
