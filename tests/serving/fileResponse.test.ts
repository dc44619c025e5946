import { mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendFile } from '../../src/serving/fileResponse';

/** Called before a file is opened. */
let beforeOpen = (): void => {};
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = (...args) => {
    beforeOpen();
    return real.open(...args);
  };
  return { ...real, open };
});

let folder: string;
let path: string;
let server: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prunescope-response-'));
  path = join(folder, 'a.tflite');
  server = createServer((request, response) => void sendFile(request, response, path, 'application/octet-stream'));
  // Otherwise the server closes a connection that waits.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  beforeOpen = () => {};
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const answer = () =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, resolve).on('error', reject);
  });

it('describes the version that is sent if the file is replaced before it is opened', async () => {
  writeFileSync(path, 'the old version');
  writeFileSync(join(folder, 'new'), 'new');
  beforeOpen = () => renameSync(join(folder, 'new'), path);
  const response = await answer();
  beforeOpen = () => {};
  const parts = await response.toArray();
  expect([response.headers['content-length'], Buffer.concat(parts).toString()]).toEqual(['3', 'new']);
  const later = await answer();
  later.resume();
  expect(response.headers.etag).toBe(later.headers.etag);
});

it('ends the connection if the file becomes shorter while it is sent', async () => {
  writeFileSync(path, '');
  // More than the buffers of a connection.
  truncateSync(path, 256e6);
  const response = await answer();
  response.pause();
  truncateSync(path, 0);
  const ended = new Promise((resolve) => response.once('error', resolve));
  response.resume();
  expect(await ended).toMatchObject({ code: 'ECONNRESET' });
});
