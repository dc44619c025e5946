import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'vite';

const font = '@fontsource-variable/inter';

/**
 * Vite lists the licenses of what the scripts of a page import. These plugins add those of what its workers import, and of a font.
 * @param list file in the output folder that Vite writes
 */
export function otherLicenses(list: string, { withFont = false } = {}) {
  const folders = new Set<string>();

  /** For the builds of workers. */
  function collect(): Plugin {
    return {
      name: 'collect-licenses',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk') continue;
          for (const id of file.moduleIds) {
            const folder = packageFolder(id);
            if (folder) folders.add(folder);
          }
        }
      },
    };
  }

  /** For the build of the page. */
  const append: Plugin = {
    name: 'other-licenses',
    apply: 'build',
    closeBundle: {
      // The service worker is built at the end, too.
      order: 'post',
      sequential: true,
      handler() {
        const path = join('dist', list);
        if (!existsSync(path)) return;
        const listed = readFileSync(path, 'utf8');
        if (withFont) folders.add(dirname(createRequire(import.meta.url).resolve(`${font}/package.json`)));
        const sections = [...folders].map(sectionOf).filter((section) => !listed.includes(section.split('\n')[0]!));
        appendFileSync(
          path,
          sections
            .sort()
            .map((section) => `\n${section}`)
            .join(''),
        );
      },
    },
  };
  return { collect, append };
}

/** The folder of the package that a module is in. */
function packageFolder(id: string): string | undefined {
  const path = id.replace(/^\0/, '').split('?')[0]!.replaceAll('/', sep);
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path) ?? [];
  return folder !== undefined && existsSync(join(folder, 'package.json')) ? folder : undefined;
}

function sectionOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? sameLicense(license) : readFileSync(join(folder, file), 'utf8');
  return `## ${name} - ${version} (${license})\n\n${text}`;
}

/** For a package without a file for its license. */
function sameLicense(license: string): string {
  return license === 'Apache-2.0' ? 'The text of the license is in the LICENSE file of Prunescope.\n' : '';
}
