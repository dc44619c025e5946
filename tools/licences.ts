// npm run licences: lists the packages that are bundled, with their licenses, from what the build wrote. Fails if a license is not in the list below.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** They allow to distribute the bundles under the Apache License, if their texts are included, as the build does. */
const accepted = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'OFL-1.1',
  'Unlicense',
  'CC0-1.0',
];

process.chdir(join(import.meta.dirname, '..'));

const packages = new Map<string, { license: string; lists: string[] }>();
for (const folder of ['dist', 'dist-cli', 'dist-lib']) {
  if (!existsSync(folder)) throw new Error(`there is no ${folder}/; run npm run build first`);
  for (const file of readdirSync(folder).filter((name) => /^licenses.*\.md$/.test(name))) {
    const list = `${folder}/${file}`;
    for (const [, name, license] of readFileSync(list, 'utf8').matchAll(/^## (\S+ - \S+) \((.*)\)$/gm)) {
      const known = packages.get(name!) ?? { license: license!, lists: [] };
      packages.set(name!, { ...known, lists: [...known.lists, list] });
    }
  }
}

for (const [name, { license, lists }] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${name.padEnd(48)} ${license.padEnd(14)} ${lists.join(', ')}`);
}
const others = [...packages].filter(([, { license }]) => !accepted.includes(license));
console.log(`\n${packages.size} packages, ${others.length} with a license that is not accepted`);
if (others.length > 0 || packages.size === 0) process.exitCode = 1;
