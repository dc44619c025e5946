import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { embedScenarios } from '../../tools/browsers/embedScenarios';
import { pageScenarios } from '../../tools/browsers/pageScenarios';

it('has a row in docs/browsers.md per scenario of npm run test:browsers', () => {
  const rows = readFileSync('docs/browsers.md', 'utf8').matchAll(/^\| ([\w ]+):/gm);
  const scenarios = [...pageScenarios, ...embedScenarios];
  expect([...rows].map(([, name]) => name)).toEqual(scenarios.map(({ name }) => name));
});
