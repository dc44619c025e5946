import { exec, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type SnippetKind, snippetOf } from '../../src/exports/snippets';
import { ownModel, type SiteMaps } from './maps';

/** A small site of one kind, made in an empty folder. */
export type DocsSite = {
  readonly name: string;
  build(folder: string, maps: SiteMaps): Promise<BuiltSite>;
};

export type BuiltSite = {
  /** To be served. */
  readonly folder: string;
  /** The path of the page with the maps. */
  readonly page: string;
  /** The path of a page whose link "Maps" leads there by a script of the site, without another load. */
  readonly before?: string;
};

export const htmlSite: DocsSite = {
  name: 'HTML',
  async build(folder, maps) {
    await write(folder, {
      'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Maps</title></head>
        <body><h1>Maps</h1>${pasted('html', maps)}<p>The end.</p></body></html>`,
    });
    await copyFile(ownModel.path, join(folder, ownModel.name));
    return { folder, page: '/index.html' };
  },
};

export const vitepressSite: DocsSite = {
  name: 'VitePress',
  async build(folder, maps) {
    await write(folder, {
      'maps.md': `${pasted('vitepress', maps)}\nThe end.\n`,
      'index.md': '# Docs\n\n[Maps](./maps.md)\n',
    });
    await putModel(folder, 'public');
    await run(process.execPath, [resolve('node_modules/vitepress/bin/vitepress.js'), 'build'], folder);
    return { folder: join(folder, '.vitepress/dist'), page: '/maps.html', before: '/index.html' };
  },
};

export const mkdocsSite: DocsSite = {
  name: 'MkDocs',
  async build(folder, maps) {
    await write(folder, {
      // Without the parts of the theme that are on other servers.
      'mkdocs.yml': 'site_name: Docs\ntheme:\n  name: mkdocs\n  highlightjs: false\n',
      'docs/index.md': '# Docs\n',
      'docs/maps.md': `# Maps\n\n${pasted('mkdocs', maps)}\nThe end.\n`,
    });
    await putModel(folder, 'docs');
    await run('mkdocs', ['build', '--strict', '--quiet'], folder);
    return { folder: join(folder, 'site'), page: '/maps/' };
  },
};

export const sphinxSite: DocsSite = {
  name: 'Sphinx with MyST',
  async build(folder, maps) {
    await write(folder, {
      'conf.py': "project = 'Docs'\nextensions = ['myst_parser']\nhtml_static_path = ['_static']\n",
      'index.md': `# Maps\n\n${pasted('sphinx', maps)}\nThe end.\n`,
    });
    await putModel(folder, '_static');
    await run('sphinx-build', ['-b', 'html', '-W', '-q', '.', 'html'], folder);
    return { folder: join(folder, 'html'), page: '/index.html' };
  },
};

// Pages of Debian's nbconvert load these from the disk, which pages of a server cannot do.
const notOfThisDisk = ['require_js', 'mathjax'].map(
  (name) => `--HTMLExporter.${name}_url=https://cdn.invalid/${name}.js`,
);

/** A notebook, run and made into a page: the frame comes from a cell of code, the tags from cells of Markdown. */
export const jupyterSite: DocsSite = {
  name: 'Jupyter',
  async build(folder, maps) {
    const tags = [maps.own, maps.other].map((map) => ({
      ...{ cell_type: 'markdown', metadata: {} },
      source: snippetOf('html', map),
    }));
    const code = {
      ...{ cell_type: 'code', metadata: {}, execution_count: null, outputs: [] },
      source: snippetOf('jupyter', maps.framed),
    };
    const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
    const notebook = { nbformat: 4, nbformat_minor: 4, metadata, cells: [...tags, code] };
    await write(folder, { 'maps.ipynb': JSON.stringify(notebook) });
    await copyFile(ownModel.path, join(folder, ownModel.name));
    await run('jupyter', ['nbconvert', '--to', 'html', '--execute', ...notOfThisDisk, 'maps.ipynb'], folder);
    return { folder, page: '/maps.html' };
  },
};

const docusaurusPackages = ['@docusaurus/core@3', '@docusaurus/preset-classic@3', 'react@19', 'react-dom@19'];

export const docusaurusSite: DocsSite = {
  name: 'Docusaurus',
  async build(folder, maps) {
    await write(folder, {
      'package.json': JSON.stringify({ name: 'docs', private: true }),
      'docusaurus.config.js': `module.exports = {
        ...{ title: 'Docs', url: 'https://docs.invalid', baseUrl: '/', onBrokenLinks: 'throw' },
        presets: [['classic', { docs: { routeBasePath: '/', sidebarPath: undefined }, blog: false }]],
      };\n`,
      'docs/index.md': '---\nslug: /\n---\n\n# Docs\n\n[Maps](./maps.mdx)\n',
      'docs/maps.mdx': `# Maps\n\n${pasted('docusaurus', maps)}\nThe end.\n`,
    });
    await putModel(folder, 'static');
    if (!existsSync(join(folder, 'node_modules'))) {
      await runShell(`npm install --no-audit --no-fund --no-save ${docusaurusPackages.join(' ')}`, folder);
    }
    await run(process.execPath, ['node_modules/@docusaurus/core/bin/docusaurus.mjs', 'build'], folder);
    return { folder: join(folder, 'build'), page: '/maps/', before: '/' };
  },
};

/** The snippets of a kind as an author pastes them, one after the other. */
function pasted(kind: SnippetKind, { own, other, framed }: SiteMaps): string {
  // Front matter occurs once per page.
  const again = snippetOf(kind, other).replace(/^---\n.*?\n---\n/s, '');
  return `${snippetOf(kind, own)}\n${again}\n${snippetOf('iframe', framed)}`;
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

async function putModel(folder: string, place: string): Promise<void> {
  await mkdir(join(folder, place), { recursive: true });
  await copyFile(ownModel.path, join(folder, place, ownModel.name));
}

const maxBuffer = 2 ** 26;

/** @throws Error with the output of the program */
function run(program: string, given: readonly string[], folder: string): Promise<void> {
  return finished(program, promisify(execFile)(program, given, { cwd: folder, maxBuffer }));
}

/** For npm, which on Windows is a script that only a shell starts. The command holds no path: shells differ in their quotes. */
function runShell(command: string, folder: string): Promise<void> {
  return finished(command, promisify(exec)(command, { cwd: folder, maxBuffer }));
}

async function finished(program: string, running: Promise<unknown>): Promise<void> {
  try {
    await running;
  } catch (thrown) {
    const { stdout = '', stderr = '', message } = thrown as Error & { stdout?: string; stderr?: string };
    throw new Error(`${program} failed: ${message}\n${stdout}${stderr}`.slice(0, 6000));
  }
}
