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

  function carry(type: string, { files = [], text = {}, folder }: Carried, target: Element = document.body): Event {
    const event = new Event(type, { bubbles: true, cancelable: true });
    const types = [...(files.length > 0 ? ['Files'] : []), ...Object.keys(text)];
    const items = folder ? [{ webkitGetAsEntry: () => ({ isDirectory: true, name: folder }) }] : [];
    const data = { types, files, items, getData: (kind: string) => text[kind] ?? '' };
    Object.assign(event, { dataTransfer: data, clipboardData: data });
    act(() => void target.dispatchEvent(event));
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

  it.each(['javascript:alert(1)', 'https://', 'https://a.test/a b', 'a/b'])('does not open %s', (text) => {
    carry('paste', { text: { 'text/plain': text } });
    expect(asked).toEqual([]);
  });

  it.each([
    ['file:///a.tflite', 'a.tflite', /Drop the file on this page, or press Open/],
    ['C:\\models\\a.tflite', 'a.tflite', /Drop the file on this page, or press Open/],
    ['ftp://user:secret@models.test/a.tflite', 'URL', /^ftp: URLs are not supported/],
    ['hf://org/name', 'URL', /names no file; expected hf:/],
  ])('reports why %s cannot be opened', (text, title, message) => {
    for (const type of ['paste', 'drop']) carry(type, { text: { 'text/plain': text } });
    const reported = ['report', { title, message: expect.stringMatching(message) }];
    expect(asked).toEqual([reported, reported]);
    expect(JSON.stringify(asked)).not.toContain('secret');
  });

  it('opens dropped text that is a URL, without the overlay, except in a field', () => {
    const carried = { text: { 'text/plain': 'models.test/a.tflite' } };
    expect(['dragenter', 'dragover', 'drop'].map((type) => carry(type, carried).defaultPrevented)).toEqual([
      false,
      true,
      true,
    ]);
    expect(over).toBe(false);
    expect(asked.splice(0)).toEqual([['open', { kind: 'address', address }]]);
    document.body.innerHTML = '<input>';
    const field = document.querySelector('input')!;
    expect(['dragover', 'drop'].map((type) => carry(type, carried, field).defaultPrevented)).toEqual([false, false]);
    expect(asked).toEqual([]);
  });

  it('opens a URL without its user name and password', () => {
    carry('paste', { text: { 'text/plain': 'https://user:secret@models.test/a.tflite' } });
    expect(asked).toEqual([['open', { kind: 'address', address }]]);
    carry('paste', {
      text: { 'text/plain': 'https://prunescope.test/#model=https://user:secret@models.test/a.tflite' },
    });
    expect(new URLSearchParams(location.hash.slice(1)).get('model')).toBe(address);
  });

  it('resolves the models of a link to another copy of the page', () => {
    carry('paste', { text: { 'text/plain': 'https://prunescope.test/p/#model=samples/a.tflite&compare=/b.tflite' } });
    expect(Object.fromEntries(new URLSearchParams(location.hash.slice(1)))).toEqual({
      model: 'https://prunescope.test/p/samples/a.tflite',
      compare: 'https://prunescope.test/b.tflite',
    });
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
