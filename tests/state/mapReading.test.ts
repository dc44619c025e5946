import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import type { SessionModel } from '../../src/session/session';
import { summaryOfMask } from '../../src/sparsity/maskSummary';
import { mapReading } from '../../src/state/mapReading';
import { appStore } from '../../src/state/store';
import { patternMapOf, tensorMapOf } from '../../src/views/tensorMap';
import { denseMatrix, maskFromText } from '../support/matrices';
import { counts, patientSession } from '../support/patientSession';

const tensor = denseMatrix('FULLY_CONNECTED', [2, 4]);
const mask = maskFromText(['.#..', '####']);
const cpu = cpuEngine();
const { signal } = new AbortController();
const ignore = () => {};

let store: ReturnType<typeof appStore>;
let model: SessionModel;
let maps: ReturnType<typeof mapReading>;
beforeEach(() => {
  store = appStore();
  maps = mapReading(store);
  model = {
    ...patientSession().model('a', [tensor]),
    tensorMapOf: vi.fn<SessionModel['tensorMapOf']>(async (_tensor, { pattern, view }) => {
      const summary = await summaryOfMask(cpu, mask, pattern, signal);
      return { counts, tensorMap: await tensorMapOf(tensor, view, { mask, summary }, cpu.pyramidOf) };
    }),
    patternMapOf: vi.fn<SessionModel['patternMapOf']>(async (_tensor, { pattern, view }) => {
      const summary = await summaryOfMask(cpu, mask, pattern, signal);
      return { counts, patternMap: await patternMapOf(tensor, view, summary, cpu.pyramidOf) };
    }),
  };
});

async function draw() {
  const { tensorMap } = await maps.mapOf(model, tensor, signal, ignore);
  store.setState({ map: { phase: 'ready', tensorMap } });
  return tensorMap;
}

function questions(): number[] {
  return [vi.mocked(model.tensorMapOf), vi.mocked(model.patternMapOf)].map(({ mock }) => mock.calls.length);
}

describe('the map on screen', () => {
  it('keeps mask, pyramid and margins when the pattern changes', async () => {
    const before = await draw();
    store.setState({ pattern: { zeros: 3, of: 4 } });
    const after = await draw();
    store.setState({ pattern: { zeros: 1, of: 4 } });
    const last = await draw();
    expect(questions()).toEqual([1, 2]);
    for (const map of [after, last]) {
      expect(map.pyramid).toBe(before.pyramid);
      expect(map.margins).toBe(before.margins);
    }
    expect([before, after, last].map(({ summary }) => summary.pattern)).toEqual([
      { zeros: 2, of: 4 },
      { zeros: 3, of: 4 },
      { zeros: 1, of: 4 },
    ]);
  });

  it.each([
    ['view', { view: { layout: undefined, transposed: true } }],
    ['threshold', { threshold: 0.5 }],
    ['engine', { engine: { choice: 'auto', name: 'cpu', reason: 'for the test' } }],
  ] as const)('is read again when the %s changes', async (_what, change) => {
    await draw();
    store.setState({ ...change, pattern: { zeros: 3, of: 4 } });
    await draw();
    expect(questions()).toEqual([2, 0]);
  });

  it('is read again for another model with the same tensor', async () => {
    await draw();
    model = { ...model, id: model.id + 1 };
    await draw();
    expect(questions()).toEqual([2, 0]);
  });
});
