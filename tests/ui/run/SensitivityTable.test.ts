// @vitest-environment happy-dom
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ModelError } from '../../../src/modelError';
import type { InputChoice } from '../../../src/run/inputs';
import type { BothRun } from '../../../src/run/runBoth';
import type { RunSession } from '../../../src/run/runSession';
import { tensorKey, type WeightTensor } from '../../../src/tflite/weights/weightTensor';
import { SensitivityTable } from '../../../src/ui/run/SensitivityTable';
import { weightTensor } from '../../support/patientSession';

const tensors = [1, 2, 3, 4].map((index) => ({ ...weightTensor(index, 2), name: `layer ${index}` }));

function runWith(relative: number, right: number): BothRun {
  const differences = { values: 4, changed: 4, notFinite: 0, largest: 1, mean: 1, cosine: 1, rows: 4, agreeing: 3 };
  const shown = { example: 0, before: new Float64Array(2), after: new Float64Array(2) };
  return {
    examples: 4,
    outputs: [{ name: 'y', type: 'FLOAT32', shape: [1, 2], differences: { ...differences, relative }, shown }],
    accuracy: { labeled: 4, before: 4, after: right },
  };
}

/** The table, with a session that the test answers for. */
function table() {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const jobs: {
    choice: InputChoice;
    signal: AbortSignal;
    report(index: number, run: BothRun | string): void;
    finish(): void;
    fail(error: Error): void;
  }[] = [];
  const session: RunSession = {
    runBoth: () => Promise.reject(new Error('not asked for')),
    sensitivities: (_original, given, _pruned, choice, signal, onResult) =>
      new Promise((finish, fail) => {
        const report = (index: number, run: BothRun | string) =>
          onResult({
            tensor: given[index]!,
            ...(typeof run === 'string' ? { run: undefined, message: run } : { run }),
          });
        jobs.push({ choice, signal, report, finish, fail });
      }),
  };
  const chosen: string[][] = [];
  const container = document.createElement('div');
  document.body.append(container);
  const root = createRoot(container);
  const props = {
    session,
    tensors,
    original: async () => new Uint8Array(1),
    prunedAlone: async () => new Uint8Array(1),
    onChoose: (list: readonly WeightTensor[]) => void chosen.push(list.map(tensorKey)),
    onShow: () => {},
    mnistFolder: 'https://page.invalid/',
  };
  act(() => root.render(createElement(SensitivityTable, props)));
  onTestFinished(() => {
    act(() => root.unmount());
    container.remove();
  });
  const button = (name: string) =>
    [...container.querySelectorAll('button')].find(({ textContent }) => textContent === name);
  return {
    jobs,
    chosen,
    button,
    container,
    press: (name: string) => act(async () => button(name)!.click()),
    rows: () =>
      [...container.querySelectorAll('tbody tr')].map((row) => [...row.children].map(({ textContent }) => textContent)),
  };
}

it('ranks tensors as they are run, and chooses the least sensitive', async () => {
  const { jobs, rows, press, chosen, button, container } = table();
  await press('Rank');
  const [job] = jobs;
  expect(job!.choice).toEqual({ kind: 'random', seed: 1, count: 8 });
  await act(async () => {
    job!.report(0, runWith(0.2, 2));
    job!.report(1, 'depthwise weights are not pruned');
  });
  expect(container.querySelector('progress')!.value).toBe(2);
  await act(async () => {
    job!.report(2, runWith(0.01, 4));
    job!.report(3, runWith(1234, 1));
    job!.finish();
  });
  expect(rows()).toEqual([
    ['layer 3', '1.00 %', '75.00 %', '100.00 %'],
    ['layer 1', '20.00 %', '75.00 %', '50.00 %'],
    ['layer 4', '> 1000 %', '75.00 %', '25.00 %'],
    ['layer 2', 'not run: depthwise weights are not pruned'],
  ]);
  expect(button('Cancel')).toBeUndefined();
  await press('Prune the 2 least sensitive');
  expect(chosen).toEqual([['0:3', '0:1']]);
});

it('keeps what is known when it is canceled', async () => {
  const { jobs, rows, press, container } = table();
  await press('Rank');
  await act(async () => jobs[0]!.report(0, runWith(0.2, 2)));
  await press('Cancel');
  expect(jobs[0]!.signal.aborted).toBe(true);
  await act(async () => jobs[0]!.fail(new ModelError('cancelled', 'canceled')));
  expect(rows()).toHaveLength(1);
  expect(container.querySelector('[role=status]')!.textContent).toBe('1 of 4 tensors run, then canceled.');
});

it('says why the model cannot be run', async () => {
  const { jobs, press, container } = table();
  await press('Rank');
  await act(async () => jobs[0]!.fail(new ModelError('unsupported-type', 'LiteRT has no kernel for it')));
  expect(container.querySelector('[role=alert]')!.textContent).toBe('Not run: LiteRT has no kernel for it.');
});
