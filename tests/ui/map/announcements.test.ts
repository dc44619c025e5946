// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { windowText } from '../../../src/heatmap/viewport';
import { type AppStore, appStore } from '../../../src/state/store';
import { useAnnouncements } from '../../../src/ui/map/announcements';
import { mapFirst } from '../../../src/ui/shell/mapFirst';
import { announcementTexts } from '../../../src/ui/texts/map';
import { denseMatrix, mapFromText } from '../../support/matrices';
import { renderInApp } from '../../support/renderInApp';

// Rows of 6 weights: the last block of a row is shorter.
const weight = { ...denseMatrix('FULLY_CONNECTED', [2, 6]), name: 'dense' };
const tensorMap = await mapFromText(weight, ['###.##', '....##']);
const otherMap = await mapFromText({ ...weight, tensor: 2 }, ['######', '######']);

const left = { rowStart: 0, rowEnd: 2, columnStart: 0, columnEnd: 3 };
const right = { rowStart: 0, rowEnd: 2, columnStart: 3, columnEnd: 6 };

let store: AppStore;
let announcements: ReturnType<typeof useAnnouncements>;
const spoken = () => announcements.announced;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  store = appStore();
  show(tensorMap);
  renderInApp(() => {
    announcements = useAnnouncements();
    return null;
  }, store);
});
afterEach(() => void vi.useRealTimers());

function show(map: typeof tensorMap): void {
  act(() => {
    store.setState({ map: { phase: 'ready', tensorMap: map } });
    // As after the paint of the map.
    mapFirst(store).notify();
  });
}

function moveTo(window: typeof left): void {
  act(() => {
    store.setState({ window });
    announcements.sayView();
  });
}

function rest(): void {
  act(() => void vi.runOnlyPendingTimers());
}

describe('the view', () => {
  it('is announced once it rests, and only the last of several', () => {
    moveTo(left);
    moveTo(right);
    expect(vi.getTimerCount()).toBe(1);
    expect(spoken()).toBeUndefined();
    rest();
    expect(spoken()).toMatchObject({ text: windowText(right, tensorMap.view), onlyHeard: true });
  });

  it('is the complete tensor without a window', () => {
    act(() => announcements.sayView());
    rest();
    expect(spoken()?.text).toBe('all 2 × 6 weights');
  });

  it('is no longer announced after the view moved on', () => {
    moveTo(left);
    rest();
    act(() => store.setState({ window: right }));
    expect(spoken()).toBeUndefined();
  });

  it('is not announced if the map is gone before it rests', () => {
    moveTo(left);
    act(() => store.setState({ map: { phase: 'loading' } }));
    rest();
    show(tensorMap);
    expect(spoken()).toBeUndefined();
  });
});

describe('a violation', () => {
  it('is announced at once, with its number and columns', () => {
    act(() => announcements.sayViolation({ row: 0, block: 0, number: 0 }));
    expect(spoken()).toMatchObject({
      text: announcementTexts.violation(1, tensorMap.violationCount, 0, 0, 3),
      onlyHeard: false,
    });
  });

  it('in a short block ends at the end of the row', () => {
    act(() => announcements.sayViolation({ row: 1, block: 1, number: 1 }));
    expect(spoken()?.text).toBe(announcementTexts.violation(2, tensorMap.violationCount, 1, 4, 5));
  });

  it('replaces the announcement of the view that shows it', () => {
    moveTo(left);
    act(() => announcements.sayViolation({ row: 0, block: 0, number: 0 }));
    const violation = spoken();
    rest();
    expect(spoken()).toBe(violation);
  });

  it('stays announced while the view moves, until there is another map', () => {
    act(() => announcements.sayViolation({ row: 0, block: 0, number: 0 }));
    act(() => store.setState({ window: right }));
    expect(spoken()).toBeDefined();
    show(otherMap);
    expect(spoken()).toBeUndefined();
  });

  it('is announced as missing if there is none', () => {
    act(() => announcements.sayViolation(undefined));
    expect(spoken()?.text).toBe(announcementTexts.noViolation);
  });
});

describe('another tensor', () => {
  // The name is that of the selected tensor; none is selected here.
  const name = /^Non-zero map/;

  it('is announced', () => {
    show(otherMap);
    rest();
    expect(spoken()).toMatchObject({ text: expect.stringMatching(name), onlyHeard: true });
  });

  it('is not announced if it is the first one, or the same one with another pattern', () => {
    show({ ...tensorMap });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not announced if it was selected in the table, where its row is read out', () => {
    document.body.innerHTML = '<table><tbody><tr data-tensor="0:2"><td><button></button></td></tr></tbody></table>';
    document.querySelector('button')!.focus();
    show(otherMap);
    expect(vi.getTimerCount()).toBe(0);
  });
});
