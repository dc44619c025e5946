import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AppState, appStore } from '../../../src/state/store';
import { type DownloadKind, downloadOf } from '../../../src/ui/share/downloads';
import type { TensorMap } from '../../../src/views/tensorMap';
import { denseMatrix, mapFromText } from '../../support/matrices';
import { patientSession } from '../../support/patientSession';

const tensor = { ...denseMatrix('FULLY_CONNECTED', [2, 8]), name: 'dense' };
const lines = ['####..#.', '#.......'];
const report = { reportVersion: 1 };
const options = { theme: 'light', pixelRatio: 2 } as const;

afterEach(() => vi.unstubAllGlobals());

function stateOf(tensorMap: TensorMap, more: Partial<AppState> = {}): AppState {
  const model = {
    ...patientSession().model('bundle.task/net.tflite', [tensor]),
    reportOn: async () => report,
    origin: { kind: 'file', file: new File([], 'bundle.task') },
    unread: false,
  } as unknown as AppState['model'];
  return { ...appStore().getState(), model, selected: '0:1', map: { phase: 'ready', tensorMap }, ...more };
}

async function downloaded(kind: DownloadKind, more: Partial<AppState> = {}, signal = new AbortController().signal) {
  const state = stateOf(await mapFromText(tensor, lines), more);
  const shares: number[] = [];
  const { name, content, remark } = await downloadOf(kind, state, options, signal, (share) => shares.push(share));
  return { name, type: content.type, text: await content.text(), remark, shares };
}

const window = { rowStart: 0, rowEnd: 1, columnStart: 4, columnEnd: 8 };

describe('a download', () => {
  it('of the report is named after the model, not after its folder or bundle', async () => {
    expect(await downloaded('JSON report')).toMatchObject({
      name: 'net.report.json',
      type: 'application/json',
      text: '{\n  "reportVersion": 1\n}\n',
    });
  });

  it.each(['a.task/../net.tflite', 'a.task/..\\net.tflite', 'a.task/C:net.tflite', 'a.task/C:\\b\n\\net.tflite'])(
    'is named without folders and drive letters of %j',
    async (name) => {
      const { model } = stateOf(await mapFromText(tensor, lines));
      const renamed = { ...model!, contents: { ...model!.contents, name } };
      expect(await downloaded('JSON report', { model: renamed })).toMatchObject({ name: 'net.report.json' });
    },
  );

  it('of the mask contains the complete tensor, regardless of the window', async () => {
    expect(await downloaded('CSV mask', { window })).toMatchObject({
      name: 'net.0-1.mask.csv',
      type: 'text/csv',
      text: '1,1,1,1,0,0,1,0\n1,0,0,0,0,0,0,0\n',
      remark: undefined,
    });
  });

  it('of the violations has the pattern in its name, and a line per violation', async () => {
    const { name, text } = await downloaded('CSV violations');
    expect(name).toBe('net.0-1.violations-2,4.csv');
    const rows = text
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(rows).toHaveLength(2);
  });

  it('of the figure contains the window, and is named after it', async () => {
    const whole = await downloaded('SVG');
    expect(whole).toMatchObject({ name: 'net.0-1.svg', type: 'image/svg+xml' });
    const part = await downloaded('SVG', { window });
    expect(part.name).toBe('net.0-1.rows-0-1.columns-4-8.svg');
    expect(part.text).not.toBe(whole.text);
  });

  it('of the map needs a map', async () => {
    for (const kind of ['PNG', 'SVG', 'CSV mask', 'CSV violations'] as const) {
      await expect(downloaded(kind, { map: { phase: 'loading' } })).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(await downloaded('JSON report', { map: { phase: 'loading' } })).toMatchObject({ name: 'net.report.json' });
  });

  it('of the mask of a very large tensor contains only the window, with a remark', async () => {
    const tensorMap = await mapFromText(tensor, lines);
    // A map with a larger row count, of which the test reads only these weights.
    const view = { ...tensorMap.view, rowCount: 2 ** 16, columnCount: 2 ** 16 };
    const map = { phase: 'ready', tensorMap: { ...tensorMap, view } } as const;
    expect(await downloaded('CSV mask', { map, window })).toMatchObject({
      name: 'net.0-1.rows-0-1.columns-4-8.mask.csv',
      text: '0,0,1,0\n',
      remark: expect.stringContaining('only the window in view'),
    });
    await expect(downloaded('CSV mask', { map })).rejects.toMatchObject({ code: 'too-large' });
  });

  it('of a review file fails with a solution if its viewer cannot be fetched', async () => {
    vi.stubGlobal('document', { baseURI: 'https://page.test/' });
    const fetched: string[] = [];
    vi.stubGlobal('fetch', async (address: URL) => {
      fetched.push(address.href);
      throw new TypeError('Failed to fetch');
    });
    await expect(downloaded('Review file')).rejects.toMatchObject({ code: 'network' });
    expect(fetched).toEqual(['https://page.test/review-viewer.js']);
    await expect(downloaded('Review file', {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
