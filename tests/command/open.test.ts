import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argumentsOf } from '../../src/command/arguments';
import { hasBrowser } from '../../src/command/browser';
import { buildModel } from '../support/buildModel';
import { builtCommand, type Run } from '../support/builtCommand';
import { denseLayer } from '../support/openBytes';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-open-'));
const model = join(folder, 'a.tflite');
let prunescope: (...args: string[]) => Promise<Run>;

beforeAll(async () => {
  prunescope = await builtCommand(folder);
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/index.html'), '<script type="module" src="x.js"></script>');
  writeFileSync(model, buildModel(denseLayer({ name: 'w', shape: [1, 4], type: 'INT8', data: [0, 3, 0, 4] })));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Started = { readonly child: ChildProcess; readonly url: string; readonly text: string };

/** Starts the command, and waits for the URL that it prints. */
async function started(...args: string[]): Promise<Started> {
  const script = join(folder, 'dist-cli/prunescope.mjs');
  const child = spawn(process.execPath, [script, 'open', '--no-browser', '--port', '0', ...args], { cwd: folder });
  let text = '';
  for await (const part of child.stdout) {
    text += part;
    if (text.includes('Ctrl+C')) break;
  }
  return { child, text, url: /http:\S+/.exec(text)![0] };
}

describe('prunescope open', () => {
  it.each([
    ['a path', () => 'a.tflite'],
    ['a file: URL', () => pathToFileURL(model).href],
  ])('serves %s, and prints its URL and what to type for a remote machine', async (_, file) => {
    const { child, url, text } = await started(file());
    try {
      const { port } = new URL(url);
      expect(text).toContain('Serving a.tflite');
      expect(text).toContain(`ssh -L ${port}:127.0.0.1:${port} `);
      const response = await fetch(new URL('files/0/a.tflite', url));
      expect(new TextDecoder().decode((await response.arrayBuffer()).slice(4, 8))).toBe('TFL3');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('serves the page without a file', async () => {
    const { child, url, text } = await started();
    expect(text).toContain('Serving the page');
    expect((await fetch(url)).status).toBe(200);
    child.kill('SIGKILL');
  });

  // On Windows, a signal from another process ends the process at once.
  it.skipIf(process.platform === 'win32').each([
    ['SIGINT', { code: 0, signal: null }],
    ['SIGTERM', { code: 0, signal: null }],
    ['SIGHUP', { code: null, signal: 'SIGHUP' }],
  ] as const)('ends at %s, while a page is connected', async (signal, expected) => {
    const { child, url } = await started('a.tflite');
    const events = await fetch(new URL('events', url));
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code, endSignal] = await ended;
    expect({ code, signal: endSignal }).toEqual(expected);
    await expect(events.text()).rejects.toThrow();
    await expect(fetch(url)).rejects.toThrow();
  });

  it.each([
    ['https://example.com/a.tflite', /^prunescope: a\.tflite: this is a URL; expected a path\. Run prunescope open/],
    ['hf://org/name/a.tflite', /^prunescope: a\.tflite: this is a URL/],
    ['none.tflite', /^prunescope: none\.tflite: there is no file at this path/],
    ['dist', /^prunescope: dist: there is no file at this path/],
  ])('does not serve %s', async (file, expected) => {
    const { code, stdout, stderr } = await prunescope('open', '--no-browser', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr.trim()).not.toContain('\n');
  });

  it('reports that the given port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await prunescope('open', '--no-browser', '--port', String(port));
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^prunescope: open: port ${port} is in use; choose another one with --port`));
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('arguments of open', () => {
  it('have defaults, and options that turn things off', () => {
    expect(argumentsOf(['open'])).toEqual({
      command: 'open',
      files: [],
      port: undefined,
      opensBrowser: true,
      watches: true,
    });
    expect(argumentsOf(['open', 'a', 'b', '--port', '8080', '--no-browser', '--no-watch'])).toEqual({
      command: 'open',
      files: ['a', 'b'],
      port: 8080,
      opensBrowser: false,
      watches: false,
    });
  });

  it.each([
    [['open', '--port', 'x'], '--port x: expected a port'],
    [['open', '--port', '65536'], '--port 65536: expected a port'],
    [['open', '--pattern', '2,4'], 'open has no option --pattern'],
    [['report', 'a', '--no-watch'], 'report has no option --no-watch'],
  ])('are rejected: %s', (argv, message) => {
    expect(() => argumentsOf(argv)).toThrow(message);
  });
});

describe('the browser', () => {
  it.each([
    ['darwin', {}, true],
    ['win32', {}, true],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', { SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' }, false],
    ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' }, false],
    ['linux', { DISPLAY: ':0', CI: 'true' }, false],
  ] as const)('on %s with %j is one that the person sees: %s', (platform, environment, expected) => {
    expect(hasBrowser(platform, environment)).toBe(expected);
  });
});
