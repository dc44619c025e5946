import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

// On Windows, npm and the programs of packages are .cmd files, which Node starts only with a shell. Those calls are one string without a path,
// because cmd and sh quote differently. Other calls pass `process.execPath` and a list.

const scripts = ['npm', 'npx', ...readdirSync('node_modules/.bin').map((name) => name.replace(/\.(cmd|ps1)$/, ''))];

/** Programs that a script starts by name without a shell. */
function startedFiles(code: string): string[] {
  return [...code.matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync|run)\(\s*'([^' ]+)'/g)].map(([, name]) => name!);
}

it.each(['tools', 'tests'])('starts programs of packages in %s/ only with a shell', (folder) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  expect(files.length).toBeGreaterThan(20);
  const started = files.flatMap((name) =>
    startedFiles(readFileSync(join(folder, name), 'utf8')).map((program) => ({ name, program })),
  );
  expect(started.filter(({ program }) => scripts.includes(program))).toEqual([]);
});

it('finds such calls in each form', () => {
  expect(scripts).toContain('vite');
  // Quotes are inserted later, because the test also checks this file.
  const code =
    'spawn(\n"npm", ["ci"]); execFileSync("tsc"); spawnSync("npm run build", { shell: true }); spawn(process.execPath)';
  expect(startedFiles(code.replaceAll('"', "'"))).toEqual(['npm', 'tsc']);
});
