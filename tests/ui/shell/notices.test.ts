// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { type AppStore, appStore } from '../../../src/state/store';
import { OpeningNotice, ProblemNotice } from '../../../src/ui/shell/notices';
import { noticeTexts } from '../../../src/ui/texts/page';
import { renderInApp } from '../../support/renderInApp';

describe('the notice of a problem', () => {
  it('is an alert that is in the page before its text', () => {
    const store = appStore();
    const { container } = renderInApp(ProblemNotice, store);
    const alert = container.querySelector('[role="alert"]')!;
    expect(alert.textContent).toBe('');
    act(() => store.setState({ problem: { title: 'a.tflite', message: 'the file is truncated' } }));
    expect(container.querySelector('[role="alert"]')).toBe(alert);
    expect(alert.querySelector('p')!.textContent).toBe('a.tflite: the file is truncated');
  });

  it('can be dismissed', () => {
    const store = appStore();
    store.setState({ problem: { title: 'a.tflite', message: 'the file is truncated' } });
    const { container, asked } = renderInApp(ProblemNotice, store);
    act(() => container.querySelector('button')!.click());
    expect(asked.map(([name]) => name)).toEqual(['dismissProblem']);
  });
});

describe('the notice of a problem that can pass', () => {
  const problem = { title: 'a.tflite', message: 'It returned 503.' };

  it('has a button that repeats the request, and a later problem has none', () => {
    const store = appStore();
    store.setState({ problem, retry: { problem, run() {} } });
    const { container, asked } = renderInApp(ProblemNotice, store);
    const retry = () => [...container.querySelectorAll('button')].find((b) => b.textContent === noticeTexts.retry);
    act(() => retry()!.click());
    expect(asked.map(([name]) => name)).toEqual(['retry']);
    act(() => store.setState({ problem: { ...problem } }));
    expect(retry()).toBeUndefined();
  });
});

describe('the notice of a server that is waited for', () => {
  const silence = (seconds: number) => ({ kind: 'silence', site: 'models.test', seconds }) as const;

  function waiting(state: Partial<ReturnType<AppStore['getState']>>) {
    const store = appStore();
    store.setState(state);
    const { container, asked } = renderInApp(OpeningNotice, store);
    const button = (name: string) => [...container.querySelectorAll('button')].find((b) => b.textContent === name);
    return { store, container, asked, button };
  }
  const opening = { name: 'a.tflite', loaded: 0, total: undefined };

  it('names the server and the time, and asks after 30 s whether to wait', () => {
    const { store, container, asked, button } = waiting({ opening, wait: silence(5) });
    expect(container.textContent).toContain('models.test has sent nothing for 5 s');
    expect(button(noticeTexts.cancel)).toBeDefined();
    act(() => store.setState({ wait: silence(30) }));
    act(() => button(noticeTexts.wait)!.click());
    expect(button(noticeTexts.wait)).toBeUndefined();
    act(() => store.setState({ wait: silence(55) }));
    expect(button(noticeTexts.wait)).toBeUndefined();
    act(() => store.setState({ wait: silence(60) }));
    expect(button(noticeTexts.wait)).toBeDefined();
    act(() => button(noticeTexts.stop)!.click());
    expect(asked.map(([name]) => name)).toEqual(['stopWaiting']);
  });

  it('says why and when a request is sent again', () => {
    const wait = { kind: 'retry', site: 'models.test', reason: 503, seconds: 4 } as const;
    expect(waiting({ opening, wait }).container.textContent).toContain('models.test returned 503, next try in 4 s');
  });

  it('is there while a map is read, and not while nothing that is shown waits', () => {
    const reading = waiting({ map: { phase: 'loading' }, wait: silence(10) });
    expect(reading.container.textContent).toContain('models.test');
    act(() => reading.store.setState({ map: { phase: 'empty' } }));
    expect(reading.container.textContent).toBe('');
  });
});

describe('the notice of an opening model', () => {
  function opening(loaded: number, total: number | undefined) {
    const store = appStore();
    store.setState({ opening: { name: 'a.tflite', loaded, total } });
    const { container, asked } = renderInApp(OpeningNotice, store);
    const text = container.querySelector('p')?.textContent;
    return { container, asked, text, progress: container.querySelector('progress')! };
  }

  it('is absent while no model opens', () => {
    expect(renderInApp(OpeningNotice, appStore()).container.textContent).toBe('');
  });

  it('shows the share of a model whose size is known', () => {
    const { text, progress } = opening(500_000, 2_000_000);
    expect(text).toMatch(/a\.tflite · 500 kB of 2\.0 MB$/);
    expect([progress.value, progress.max]).toEqual([500_000, 2_000_000]);
    expect(progress.getAttribute('aria-label')).toBe(noticeTexts.openingLabel('a.tflite'));
  });

  it('shows what is loaded, and no share, while the size is not known', () => {
    const { text, progress } = opening(500_000, undefined);
    expect(text).not.toContain(' of ');
    expect(text).toContain('a.tflite · ');
    expect(progress.hasAttribute('value')).toBe(false);
  });

  it('shows only the name before the first bytes', () => {
    expect(opening(0, 2_000_000).text).toMatch(/a\.tflite$/);
  });

  it('cancels the opening', () => {
    const { container, asked } = opening(0, undefined);
    act(() => container.querySelector('button')!.click());
    expect(asked.map(([name]) => name)).toEqual(['cancelOpening']);
  });
});
