import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskBundle } from './support/buildBundle';
import { buildModel } from './support/buildModel';
import { builtCommand, type Run } from './support/builtCommand';
import { denseLayer } from './support/openBytes';
import { reviewTagsOf } from './support/reviewTagsOf';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-review-'));
let prunescope: (...args: string[]) => Promise<Run>;
const model = buildModel(denseLayer({ name: 'w', shape: [2, 4], type: 'INT8', data: [1, 1, 1, 0, 0, 0, 0, 1] }));

beforeAll(async () => {
  prunescope = await builtCommand(folder);
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/review-viewer.js'), 'viewer();');
  writeFileSync(join(folder, 'a.tflite'), model);
  writeFileSync(join(folder, 'b.tflite'), model);
  writeFileSync(join(folder, 'two.task'), await taskBundle({ 'a.tflite': model, 'b.tflite': model }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('prunescope report --html', () => {
  it('prints the report and writes the file', async () => {
    const { code, stdout, stderr } = await prunescope('report', 'a.tflite', '--json', '--html', 'a.html');
    expect([code, stderr]).toEqual([0, '']);
    const { data } = reviewTagsOf(readFileSync(join(folder, 'a.html'), 'utf8'));
    expect(data.report).toEqual(JSON.parse(stdout));
    expect(data.fragment).toBe('');
  });

  it('opens with the requested pattern', async () => {
    await prunescope('report', 'a.tflite', '--pattern', '1,4', '--html', 'pattern.html');
    const { data } = reviewTagsOf(readFileSync(join(folder, 'pattern.html'), 'utf8'));
    expect(data.fragment).toBe('v=1&pattern=1,4');
    expect(data.report.pattern).toEqual({ zeros: 1, of: 4 });
  });

  it.each([
    ['several files', ['a.tflite', 'b.tflite'], /--html accepts one FILE, found 2/],
    ['a bundle of several', ['two.task'], /--html accepts one model, and two\.task contains 2/],
    ['a missing file', ['missing.tflite'], /missing\.tflite: .*ENOENT/],
  ])('exits 2 with one line for %s, and writes no file', async (_, files, sentence) => {
    const { code, stderr } = await prunescope('report', ...files, '--html', 'none.html');
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(sentence);
    expect(existsSync(join(folder, 'none.html'))).toBe(false);
  });

  it('exits 2 if the file cannot be written, and for check', async () => {
    const unwritable = await prunescope('report', 'a.tflite', '--html', join('no', 'such', 'folder.html'));
    expect(unwritable.code).toBe(2);
    expect(unwritable.stderr).toMatch(/^prunescope: --html: the file cannot be written \(ENOENT\)/);
    const check = await prunescope('check', 'a.tflite', '--html', 'none.html');
    expect([check.code, existsSync(join(folder, 'none.html'))]).toEqual([2, false]);
  });
});
