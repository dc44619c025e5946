import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { failedConditionText, shortTargetText, targetNames } from '../../src/sparsity/targetResult';
import type { TensorFacts } from '../../src/targets/facts';
import { targetResult } from '../../src/targets/target';
import { targets } from '../../src/targets/targets';

const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

it('has a file, a test and a page of the documentation for each target', () => {
  expect(targets.map(({ name }) => name)).toEqual(targetNames);
  const files = targetNames.map(camelCase);
  expect(readdirSync('src/targets')).toEqual(expect.arrayContaining(files.map((file) => `${file}.ts`)));
  expect(readdirSync('tests/targets')).toEqual(expect.arrayContaining(files.map((file) => `${file}.test.ts`)));
  expect(readdirSync('docs/targets')).toEqual(expect.arrayContaining(targetNames.map((name) => `${name}.md`)));
});

const uses = [{ code: 'A' }, { code: 'B' }];
const facts = { uses } as unknown as TensorFacts;

it('judges a tensor by the operator that fails least', () => {
  const type = { condition: 'type', message: 'a' } as const;
  const result = targetResult(
    { name: 'coreml', findings: (_, { code }) => (code === 'A' ? [type, type] : [type, undefined]) },
    facts,
    () => undefined,
  );
  expect(result).toEqual({ target: 'coreml', verdict: 'not-eligible', because: [type] });
});

it('prefers an operator whose conditions are only not checked', () => {
  const failed = { condition: 'cluster', message: 'a' } as const;
  const open = { condition: 'sparsity', message: 'not read', isOpen: true } as const;
  const findings = (_: unknown, { code }: { code: string }) => (code === 'A' ? [failed] : [open, open]);
  expect(targetResult({ name: 'coreml', findings }, facts, () => undefined).verdict).toBe('unknown');
});

it('does not know if the only failed conditions could not be checked', () => {
  const open = { condition: 'range', message: 'not read', isOpen: true } as const;
  const judge = (...findings: object[]) =>
    targetResult({ name: 'coreml', findings: () => findings as [] }, facts, () => undefined);
  expect(judge(open)).toEqual({
    ...{ target: 'coreml', verdict: 'unknown' },
    because: [{ condition: 'range', message: 'not read' }],
  });
  expect(judge(open, { condition: 'type', message: 'a' }).verdict).toBe('not-eligible');
  expect(judge().verdict).toBe('eligible');
});

it('shortens results for table cells', () => {
  const result = { target: 'coreml', verdict: 'not-eligible' } as const;
  const type = { condition: 'type', message: 'a' } as const;
  const range = { condition: 'range', message: 'b', at: [1, 2] } as const;
  expect(shortTargetText({ ...result, verdict: 'eligible', because: [] })).toBe('yes');
  expect(shortTargetText({ ...result, because: [type, type] })).toBe('type');
  expect(shortTargetText({ ...result, because: [type, range] })).toBe('type +1');
  expect(shortTargetText({ ...result, verdict: 'unknown', because: [range] })).toBe('range?');
  expect(failedConditionText(range)).toBe('range: b, first at [1, 2]');
});
