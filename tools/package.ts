// Writes dist-package/, which is published to npm: the output of the other build steps without samples, documentation and LiteRT, and a
// manifest that lists only run-time dependencies. Name, version, description, keywords and license are those of the root package.json, and so are
// repository, bugs and homepage if they exist. npm publish --provenance needs repository.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'dist-package';

process.chdir(join(import.meta.dirname, '..'));
const root = JSON.parse(readFileSync('package.json', 'utf8'));

const shared = [
  ...['name', 'version', 'description', 'keywords', 'homepage', 'bugs', 'repository', 'license'],
  ...['type', 'engines', 'bin'],
];
/** Packages that are not bundled: native code. */
const runtimePackages = ['@resvg/resvg-js'];

const manifest = {
  ...Object.fromEntries(shared.filter((field) => field in root).map((field) => [field, root[field]])),
  exports: {
    '.': { types: './dist-lib/types/entries/index.d.ts', default: './dist-lib/index.js' },
    './node': { types: './dist-lib/types/entries/node.d.ts', default: './dist-lib/node.js' },
    './element': { types: './dist-lib/types/entries/element.d.ts', default: './dist/prune-scope.js' },
    './report.schema.json': './dist/report.schema.json',
    './plan.schema.json': './dist/plan.schema.json',
    './package.json': './package.json',
  },
  types: './dist-lib/types/entries/index.d.ts',
  sideEffects: ['./dist/**', './dist-cli/**'],
  customElements: 'dist/custom-elements.json',
  dependencies: Object.fromEntries(runtimePackages.map((name) => [name, root.dependencies[name]])),
};

const leftOut = [join('dist', 'samples'), join('dist', 'docs')];
// LiteRT is as large as the rest of the package.
const isLeftOut = (path: string) => leftOut.includes(path) || /litert_wasm\w*-[^/\\]*\.wasm$/.test(path);

rmSync(folder, { recursive: true, force: true });
for (const part of ['dist', 'dist-cli', 'dist-lib']) {
  cpSync(part, join(folder, part), { recursive: true, filter: (path) => !isLeftOut(path) });
}
for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) copyFileSync(file, join(folder, file));
// The page links to docs/.
mkdirSync(join(folder, 'dist/docs'));
copyFileSync('tools/package/docs.html', join(folder, 'dist/docs/index.html'));
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
