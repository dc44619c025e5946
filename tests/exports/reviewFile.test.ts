import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflated } from '../../src/bytes/deflate';
import { sha256Of } from '../../src/bytes/diskSource';
import { reviewHtml, reviewOf } from '../../src/exports/reviewFile';
import { type Pattern, twoOfFour } from '../../src/sparsity/pattern';
import { buildModel, type TensorDescription } from '../support/buildModel';
import { denseLayer, openBytes, reportOfBytes } from '../support/openBytes';
import { drawFrom } from '../support/randomDraw';
import { randomModel } from '../support/randomModel';
import { reviewTagsOf } from '../support/reviewTagsOf';

const viewer = 'document.title = "the viewer";';

async function reviewOfBytes(bytes: Uint8Array, pattern: Pattern = twoOfFour) {
  return reviewOf({ model: await openBytes(bytes), modelSha256: sha256Of(bytes), pattern, sha256: sha256Of });
}

async function htmlOf(bytes: Uint8Array, fragment = ''): Promise<string> {
  return (await reviewHtml(await reviewOfBytes(bytes), fragment, viewer)).join('');
}

function layer(weights: TensorDescription): Uint8Array {
  return buildModel(denseLayer(weights));
}

const hostileTexts = [
  '</script><img src=x onerror=alert(1)>',
  '<!-- <script>',
  ']]> & "quoted" \'so\'',
  'line\u2028and\u2029paragraph',
  '</ScRiPt >',
];

describe('review file', () => {
  it.each(hostileTexts)('escapes %j in its data and in its table', async (name) => {
    const html = await htmlOf(layer({ name, shape: [2, 4], type: 'INT8', data: [1, 1, 1, 0, 0, 0, 0, 1] }), name);
    const { data } = reviewTagsOf(html);
    expect(data.tensors[0]!.name).toBe(name);
    expect(data.report.tensors[0]!.name).toBe(name);
    expect(data.fragment).toBe(name);
    const harmless = await htmlOf(layer({ name: 'name', shape: [2, 4], type: 'INT8', data: [1, 1, 1, 0, 0, 0, 0, 1] }));
    const tags = (text: string) => text.match(/<[!/a-z][^\s>]*/gi);
    expect(tags(html)).toEqual(tags(harmless));
    const json = html.slice(html.indexOf('{"report"'), html.indexOf('</script'));
    expect(json).not.toMatch(/[<>\u2028\u2029]/);
  });

  it('has a policy that forbids network access', async () => {
    const html = await htmlOf(layer({ shape: [1, 4], type: 'INT8', data: [0, 1, 0, 1] }));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const allowed = new Set(policy.split(/[;\s]+/).filter((part) => !part.endsWith('-src')));
    // 'none' is the default for all other directives, including connections.
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toContain('connect-src');
    expect(allowed).toEqual(new Set(["'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", 'blob:', 'data:']));
    expect(html).not.toMatch(/\b(src|href)="/);
  });

  it('has a table with statuses that works without scripts', async () => {
    const html = await htmlOf(layer({ name: 'w', shape: [2, 4], type: 'INT8', data: [1, 1, 1, 0, 0, 0, 0, 1] }));
    const table = html.slice(html.indexOf('<table>'), html.indexOf('</table>'));
    expect(table).toContain(
      '<td>0:1 w</td><td>2 × 4</td><td>INT8</td><td>50.00 %</td><td>unstructured (1 violating block)</td>',
    );
    const short = await htmlOf(layer({ name: 'w', shape: [4, 1], type: 'INT8', data: [1, 1, 1, 1] }));
    expect(short).toContain('<td>rows too short</td>');
  });

  it('has the error of a tensor that cannot be read, and no mask of it', async () => {
    const bytes = layer({ name: 'cut', shape: [2, 4], type: 'INT8', data: [1] });
    const html = await htmlOf(bytes);
    const { data, masks } = reviewTagsOf(html);
    expect(data.report.tensors[0]).toMatchObject({ error: { code: 'truncated' } });
    expect((await inflated(masks)).length).toBe(0);
  });

  it('contains the report, and masks with the hashes of the report, for random models', async () => {
    let tensors = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        const bytes = buildModel(randomModel(drawFrom(generate)).description);
        const { data, masks } = reviewTagsOf(await htmlOf(bytes));
        expect(data.report).toEqual(JSON.parse(JSON.stringify(await reportOfBytes(bytes))));
        const packed = await inflated(masks);
        const counted = data.report.tensors.filter((tensor) => 'maskSha256' in tensor);
        let start = 0;
        for (const tensor of counted) {
          const end = start + Math.ceil(tensor.elements / 8);
          expect(sha256Of(packed.subarray(start, end))).toBe(tensor.maskSha256);
          start = end;
        }
        expect(packed.length).toBe(start);
        tensors += counted.length;
      }),
      { numRuns: 60 },
    );
    expect(tensors).toBeGreaterThan(30);
  });

  it('has at most 1.4 times the size of its deflated masks, viewer and report, even for random zeros', async () => {
    // The viewer takes 330 kB of the 500 kB allowed in addition; browser tests check the real one.
    const [rows, columns] = [1024, 1001];
    let state = 1;
    const data = Array.from({ length: rows * columns }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 31;
    });
    const bytes = layer({ name: 'random', shape: [rows, columns], type: 'INT8', data });
    const { masks, report } = await reviewOfBytes(bytes);
    expect(masks.length).toBeGreaterThan((rows * columns) / 8 / 1.02);
    const html = await htmlOf(bytes);
    expect(html.length).toBeLessThan(1.4 * masks.length + 100_000);
    // Long enough to be read in several pieces.
    const unpacked = await inflated(reviewTagsOf(html).masks);
    expect(report.tensors[0]).toMatchObject({ maskSha256: sha256Of(unpacked) });
  });

  it('can be canceled', async () => {
    const bytes = layer({ shape: [1, 4], type: 'INT8', data: [0, 1, 0, 1] });
    const model = await openBytes(bytes);
    const signal = AbortSignal.abort();
    const made = reviewOf({ model, modelSha256: sha256Of(bytes), pattern: twoOfFour, sha256: sha256Of, signal });
    await expect(made).rejects.toMatchObject({ code: 'cancelled' });
  });
});
