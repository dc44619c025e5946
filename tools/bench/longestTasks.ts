import type { Browser, Page } from '@playwright/test';
import { type Figure, type Goal, median } from './measure';

const longestAllowed = 50; // ms

/** The longest task of each thread of a page, ms. */
export type LongestTasks = { readonly page: number; readonly worker: number };

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly args: { readonly name?: string };
};

const categories = ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'];

/**
 * Traces a page and its workers while `act` runs. A page can observe long tasks of its main thread only. A trace slows the page down a little, so
 * do not measure other times meanwhile.
 * @param page the only page with a worker
 */
export async function longestTasks(browser: Browser, page: Page, act: () => Promise<void>): Promise<LongestTasks> {
  await browser.startTracing(page, { categories });
  await act();
  const trace: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  const threads = trace.traceEvents.filter(({ name }) => name === 'thread_name');
  const worker = threads.find(({ args }) => args.name?.startsWith('DedicatedWorker'));
  if (!worker) throw new Error('the trace has no worker');

  const longestOn = (thread: string) => {
    const traced = threads.filter(({ pid, args }) => pid === worker.pid && args.name?.startsWith(thread));
    const tasks = trace.traceEvents.filter(
      ({ name, ph, pid, tid }) =>
        name === 'RunTask' && ph === 'X' && pid === worker.pid && traced.some((found) => found.tid === tid),
    );
    return Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1000));
  };
  return { page: longestOn('CrRendererMain'), worker: longestOn('DedicatedWorker') };
}

/** @param when what runs meanwhile, for the table */
export function tasksFigures(group: string, when: string, tasks: readonly LongestTasks[]): Figure[] {
  return (['page', 'worker'] as const).map((thread) => {
    const longest = median(tasks.map((traced) => traced[thread]));
    const goal: Goal = { text: `at most ${longestAllowed} ms`, met: longest <= longestAllowed };
    return { group, way: `longest task ${when}, ${thread}`, milliseconds: longest, goals: [goal] };
  });
}
