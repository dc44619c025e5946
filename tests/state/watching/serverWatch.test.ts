import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ServedFile, ServedPage } from '../../../src/bytes/servedFiles';
import type { ModelOrigin } from '../../../src/session/session';
import { servedOrigin } from '../../../src/state/served';
import { type AppStore, appStore } from '../../../src/state/store';
import { watchServer } from '../../../src/state/watching/serverWatch';
import type { LaterVersion } from '../../../src/state/watching/versionWatch';

class Connection {
  onopen = () => {};
  onerror = () => {};
  onmessage = (_event: { data: string }) => {};
  isClosed = false;
  constructor(readonly url: URL) {
    connections.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
}

const file: ServedFile = {
  path: 'files/0/a.tflite',
  name: 'a.tflite',
  given: 'a.tflite',
  byteLength: 9,
  modified: 0,
  etag: '"1"',
  version: '1',
};

let connections: Connection[];
let page: EventTarget & { visibilityState: string; baseURI: string };
let store: AppStore;
let stop: () => void;
const ended: boolean[] = [];
let versionOf: (origin: ModelOrigin) => LaterVersion;

beforeEach(() => {
  connections = [];
  ended.length = 0;
  page = Object.assign(new EventTarget(), { visibilityState: 'visible', baseURI: 'http://127.0.0.1:7240/token/' });
  vi.stubGlobal('EventSource', Connection);
  vi.stubGlobal('document', page);
  store = appStore();
  stop = watchServer(store, {
    follow: async (of) => {
      versionOf = of;
    },
    setServerEnded: (hasEnded) => ended.push(hasEnded),
  });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

function announce(files: readonly ServedFile[]): void {
  const data: ServedPage = { files, watches: true, scripts: [] };
  connections.at(-1)!.onmessage({ data: JSON.stringify(data) });
}

it('tells later versions from the same one, from files that are gone, and from other models', () => {
  expect(connections[0]!.url.href).toBe('http://127.0.0.1:7240/token/events');
  const origin = { ...servedOrigin(file), member: 'b.tflite' };
  announce([file]);
  expect(versionOf(origin)).toBe('same');
  expect(versionOf({ kind: 'address', address: 'http://127.0.0.1:7240/token/files/0/a.tflite' })).toBeUndefined();
  const later = { ...file, version: '2' };
  announce([later]);
  expect(versionOf(origin)).toEqual({ ...origin, file: later });
  expect(store.getState().served?.files).toEqual([later]);
  announce([{ ...file, isGone: true }]);
  expect(versionOf(origin)).toBe('gone');
});

it('says that the server has ended, until it answers again', () => {
  connections[0]!.onerror();
  connections[0]!.onopen();
  expect(ended).toEqual([true, false]);
});

it('is not connected while the page is hidden', () => {
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true]);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  stop();
  page.dispatchEvent(new Event('visibilitychange'));
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});
