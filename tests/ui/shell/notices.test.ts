// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { appStore } from '../../../src/state/store';
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
