// @vitest-environment happy-dom
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openFiles, useDropping } from '../../../src/ui/shell/dropping';
import { recordedActions } from '../../support/recordedActions';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const fileNamed = (name: string) => new File([], name);

describe('files', () => {
  /** The actions that are called when files of these names are opened. */
  function openedOf(names: string[], takenAsCompanions = false) {
    const files = names.map(fileNamed);
    const { actions, asked } = recordedActions({ addCompanions: () => takenAsCompanions });
    openFiles(files, actions);
    return { files, asked };
  }

  it('with a model open it, with the others as companions', () => {
    const { files, asked } = openedOf(['notes.txt', 'model.tflite', 'weights.bin']);
    const [notes, file, weights] = files;
    expect(asked).toEqual([['open', { kind: 'file', file, companions: [notes, weights] }]]);
  });

  it.each(['a.tflite', 'a.TFLITE', 'a.lite', 'a.task', 'a.litertlm'])('are a model when one is named %s', (name) => {
    const { files, asked } = openedOf(['other.bin', name]);
    expect(asked).toMatchObject([['open', { file: files[1] }]]);
  });

  it('without a model go to the open model, if it needs them', () => {
    const { files, asked } = openedOf(['weights.bin'], true);
    expect(asked).toEqual([['addCompanions', files]]);
  });

  it('without a model are opened, to report what they are', () => {
    const { files, asked } = openedOf(['picture.png', 'more.png']);
    const [file, ...companions] = files;
    expect(asked).toEqual([
      ['addCompanions', files],
      ['open', { kind: 'file', file, companions }],
    ]);
  });

  it('with two models compare the first with the second', () => {
    const { files, asked } = openedOf(['before.tflite', 'weights.bin', 'after.tflite']);
    const [before, weights, after] = files;
    const companions = [weights];
    expect(asked).toEqual([
      ['open', { kind: 'file', file: before, companions }, {}, { kind: 'file', file: after, companions }],
    ]);
  });

  it('with three models open the first, with a message', () => {
    const { files, asked } = openedOf(['a.tflite', 'b.tflite', 'c.tflite']);
    expect(asked).toMatchObject([
      ['open', { file: files[0], companions: [files[1], files[2]] }],
      ['report', { title: 'a.tflite', message: expect.stringContaining('of the 3 models') }],
    ]);
  });

  it('are ignored if there are none', () => {
    expect(openedOf([]).asked).toEqual([['addCompanions', []]]);
  });
});

describe('the window', () => {
  const { actions, asked } = recordedActions();
  let over = false;
  let root: Root;

  function Window() {
    over = useDropping(actions);
    return null;
  }

  beforeEach(() => {
    asked.splice(0);
    history.replaceState(null, '', '#');
    root = createRoot(document.createElement('div'));
    act(() => root.render(createElement(Window)));
  });
  afterEach(() => act(() => root.unmount()));

  type Carried = {
    readonly files?: readonly File[];
    readonly text?: Readonly<Record<string, string>>;
    readonly folder?: string;
  };

  function carry(type: string, { files = [], text = {}, folder }: Carried): Event {
    const event = new Event(type, { bubbles: true, cancelable: true });
    const types = [...(files.length > 0 ? ['Files'] : []), ...Object.keys(text)];
    const items = folder ? [{ webkitGetAsEntry: () => ({ isDirectory: true, name: folder }) }] : [];
    const data = { types, files, items, getData: (kind: string) => text[kind] ?? '' };
    Object.assign(event, { dataTransfer: data, clipboardData: data });
    act(() => void document.body.dispatchEvent(event));
    return event;
  }

  const held = { files: [fileNamed('a.tflite')] };
  const address = 'https://models.test/a.tflite';

  it('detects files dragged over it and its children, until they leave or are dropped', () => {
    const seen = ['dragenter', 'dragenter', 'dragleave', 'dragleave', 'dragenter', 'drop'].map((type) => {
      carry(type, held);
      return over;
    });
    expect(seen).toEqual([true, true, true, false, true, false]);
    expect(asked.map(([name]) => name)).toEqual(['open']);
  });

  it('ignores text that is not a URL', () => {
    const entered = carry('dragenter', { text: { 'text/plain': 'a word' } });
    const dropped = carry('drop', { text: { 'text/plain': 'a word' } });
    expect([over, entered.defaultPrevented, dropped.defaultPrevented]).toEqual([false, false, false]);
    expect(carry('paste', { text: { 'text/plain': 'a word' } }).defaultPrevented).toBe(false);
    expect(asked).toEqual([]);
  });

  it('opens a dropped URL: the first line of the list that is not a comment', () => {
    carry('drop', { text: { 'text/uri-list': `# from a page\r\n${address}\r\nhttps://models.test/b.tflite` } });
    expect(asked).toEqual([['open', { kind: 'address', address }]]);
  });

  it('opens a pasted URL, except in a field', () => {
    document.body.innerHTML = '<input>';
    const paste = (target: Element) => {
      const event = new Event('paste', { bubbles: true, cancelable: true });
      Object.assign(event, { clipboardData: { files: [], items: [], getData: () => ` ${address} ` } });
      target.dispatchEvent(event);
    };
    paste(document.querySelector('input')!);
    expect(asked).toEqual([]);
    paste(document.body);
    expect(asked).toEqual([['open', { kind: 'address', address }]]);
  });

  it.each(['javascript:alert(1)', 'file:///a.tflite', 'https://', 'https://a.test/a b'])('does not open %s', (text) => {
    carry('paste', { text: { 'text/plain': text } });
    expect(asked).toEqual([]);
  });

  it('follows a link to the page on any server', () => {
    carry('paste', {
      text: { 'text/plain': 'https://prunescope.test/#v=1&model=https://models.test/a.tflite&tensor=0:5' },
    });
    expect(asked).toEqual([]);
    expect(location.hash).toBe('#v=1&model=https://models.test/a.tflite&tensor=0:5');
  });

  it('reports a folder', () => {
    carry('drop', { files: [fileNamed('saved_model')], folder: 'saved_model' });
    expect(asked).toMatchObject([['report', { title: 'saved_model', message: expect.stringContaining('a folder') }]]);
  });

  it('ignores events after the page is unmounted', () => {
    act(() => root.render(null));
    carry('drop', held);
    expect(asked).toEqual([]);
  });
});
