import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServedPage, servedPageId } from '../../src/bytes/servedFiles';
import { type PageServer, pageServer } from '../../src/serving/pageServer';
import { buildModel } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';

const html = '<head><script type="module" crossorigin src="./assets/index.js"></script></head>';
const model = buildModel(denseLayer({ name: 'w', shape: [2, 4], type: 'INT8', data: [0, 3, 0, 4, 1, 0, 0, 0] }));
const withExternal = buildModel({
  ...denseLayer({ name: 'outside', shape: [2, 4], type: 'INT8', externalBuffer: 7 }),
  externalBufferGroups: ['weights of a.bin'],
  externalBuffers: [{ id: 7, group: 0, offset: 0, length: 8 }],
});

// Links to files need special rights on Windows, and names of files cannot contain <.
const canLink = process.platform !== 'win32';

let folder: string;
let server: PageServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prunescope-serving-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  mkdirSync(join(folder, 'site/docs'));
  writeFileSync(join(folder, 'site/index.html'), html);
  writeFileSync(join(folder, 'site/assets/index.js'), 'export {};');
  writeFileSync(join(folder, 'site/docs/index.html'), 'documentation');
  writeFileSync(join(folder, 'site/.hidden'), 'secret');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  if (canLink) symlinkSync(join(folder, 'secret.txt'), join(folder, 'site/linked.txt'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models/a.tflite'), model);
  writeFileSync(join(folder, 'models/private.bin'), 'secret');
  server = await started();
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const started = (options: Partial<Parameters<typeof pageServer>[0]> = {}) =>
  pageServer({
    site: join(folder, 'site'),
    files: [join(folder, 'models/a.tflite')],
    port: 0,
    triesNext: false,
    watches: true,
    ...options,
  });

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A request with exactly this path, which `fetch` would normalize. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: Buffer.concat(parts).toString('latin1'),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const own = (path: string, headers?: Record<string, string>, method?: string) =>
  get(new URL(server.url).pathname + path, headers, method);

async function servedPage(): Promise<ServedPage> {
  const { body } = await own('');
  return JSON.parse(new RegExp(`id="${servedPageId}">(.*?)</script>`).exec(body)![1]!);
}

describe('the page and its files', () => {
  it('answers with the page, which names the files', async () => {
    const { status, headers, body } = await own('');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(body.replace(/<script type="application\/json".*\n/, '')).toBe(html);
    const { files, scripts } = await servedPage();
    const [file] = files;
    expect(scripts).toEqual(['assets/index.js']);
    expect(file).toMatchObject({ path: 'files/0/a.tflite', name: 'a.tflite', byteLength: model.length });
    expect((await own(file!.path)).body).toBe(Buffer.from(model).toString('latin1'));
  });

  it('answers with scripts and documentation of the site', async () => {
    expect(await own('assets/index.js')).toMatchObject({ status: 200, body: 'export {};' });
    expect((await own('assets/index.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(await own('docs/')).toMatchObject({ status: 200, body: 'documentation' });
  });

  it.skipIf(!canLink)('escapes a name that would end the script element', async () => {
    const path = join(folder, 'models', 'a<!--x.tflite');
    writeFileSync(path, model);
    await server.close();
    server = await started({ files: [path] });
    expect((await own('')).body).not.toContain('<!--');
    const [file] = (await servedPage()).files;
    expect(file!.name).toBe('a<!--x.tflite');
    expect((await own(file!.path)).status).toBe(200);
  });

  it('answers with several files, also of the same name', async () => {
    mkdirSync(join(folder, 'models/b'));
    writeFileSync(join(folder, 'models/b/a.tflite'), withExternal);
    await server.close();
    server = await started({ files: [join(folder, 'models/a.tflite'), join(folder, 'models/b/a.tflite')] });
    const { files } = await servedPage();
    expect(files.map(({ path }) => path)).toEqual(['files/0/a.tflite', 'files/1/a.tflite']);
    expect((await own('files/1/a.tflite')).headers['content-length']).toBe(String(withExternal.length));
  });

  it('answers with files of external weights that the model names, and with no others beside it', async () => {
    writeFileSync(join(folder, 'models/weights of a.bin'), '01234567');
    expect((await own('files/0/weights%20of%20a.bin')).status).toBe(404);
    writeFileSync(join(folder, 'models/a.tflite'), withExternal);
    expect(await own('files/0/weights%20of%20a.bin')).toMatchObject({ status: 200, body: '01234567' });
    expect((await own('files/0/private.bin')).status).toBe(404);
    expect((await own('files/1/weights%20of%20a.bin')).status).toBe(404);
  });

  it('answers with files of the command line as bytes, whatever their names are', async () => {
    const path = join(folder, 'models/a.html');
    writeFileSync(path, model);
    await server.close();
    server = await started({ files: [path] });
    const { status, headers } = await own('files/0/a.html');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.skipIf(!canLink)('follows a symbolic link of the command line', async () => {
    symlinkSync(join(folder, 'models/a.tflite'), join(folder, 'latest.tflite'));
    await server.close();
    server = await started({ files: [join(folder, 'latest.tflite')] });
    expect((await own('files/0/latest.tflite')).headers['content-length']).toBe(String(model.length));
  });
});

describe('ranges', () => {
  const bytes = (start: number, end: number) => Buffer.from(model.subarray(start, end)).toString('latin1');

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, model.length],
    ['bytes=-7', model.length - 7, model.length],
    [`bytes=5-${model.length + 100}`, 5, model.length],
    [`bytes=-${model.length + 5}`, 0, model.length],
  ])('answers %s', async (range, start, end) => {
    const { status, headers, body } = await own('files/0/a.tflite', { range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/${model.length}`);
    expect(headers['content-length']).toBe(String(end - start));
    expect(body).toBe(bytes(start, end));
  });

  it.each([`bytes=${model.length}-`, 'bytes=-0', `bytes=${model.length + 5}-${model.length + 9}`])(
    'answers %s with 416',
    async (range) => {
      const { status, headers, body } = await own('files/0/a.tflite', { range });
      expect({ status, body }).toEqual({ status: 416, body: '' });
      expect(headers['content-range']).toBe(`bytes */${model.length}`);
    },
  );

  it.each(['bytes=9-5', 'bytes=-', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b'])(
    'ignores %s, which is invalid or of another kind',
    async (range) => {
      expect(await own('files/0/a.tflite', { range })).toMatchObject({ status: 200, body: bytes(0, model.length) });
    },
  );

  it('answers HEAD with the length, without content', async () => {
    const { status, headers, body } = await own('files/0/a.tflite', {}, 'HEAD');
    expect({ status, body }).toEqual({ status: 200, body: '' });
    expect(headers['content-length']).toBe(String(model.length));
    expect(headers['accept-ranges']).toBe('bytes');
  });

  it('changes the ETag with the file', async () => {
    const { etag } = (await own('files/0/a.tflite', {}, 'HEAD')).headers;
    expect((await own('files/0/a.tflite', {}, 'HEAD')).headers.etag).toBe(etag);
    writeFileSync(join(folder, 'models/new'), model);
    renameSync(join(folder, 'models/new'), join(folder, 'models/a.tflite'));
    expect((await own('files/0/a.tflite', {}, 'HEAD')).headers.etag).not.toBe(etag);
  });
});

describe('requests that get nothing', () => {
  it.each(['/', '/index.html', '/files/0/a.tflite', '//', '/x/', '/wrong-token-of-the-same-length-32/'])(
    'has no token: %s',
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 404, body: '' });
    },
  );

  it('has a wrong token of the right length, or only a part of it', async () => {
    const [, token] = new URL(server.url).pathname.split('/') as [string, string];
    const last = token.at(-1) === 'A' ? 'B' : 'A';
    expect(await get(`/${token.slice(0, -1)}${last}/`)).toMatchObject({ status: 404, body: '' });
    expect(await get(`/${token.slice(0, -1)}/`)).toMatchObject({ status: 404, body: '' });
    expect((await get(`/${token}/`)).status).toBe(200);
  });

  it.each([
    '../secret.txt',
    'assets/../../secret.txt',
    '%2e%2e/secret.txt',
    '..%2fsecret.txt',
    '%2e%2e%2fsecret.txt',
    '..%5csecret.txt',
    '%252e%252e%252fsecret.txt',
    'assets/%00',
    'assets//index.js',
    '%ff',
    '.hidden',
    'linked.txt',
    'assets',
    'files/0/..%2fprivate.bin',
    'files/0/../../../secret.txt',
    'files/0/private.bin',
    'files/-1/a.tflite',
    'files/7/a.tflite',
    'files/0/',
  ])('leads elsewhere: %s', async (path) => {
    const { status, body } = await own(path);
    expect({ status, body }).toEqual({ status: 404, body: '' });
  });

  it.each(['evil.example', `evil.example:80`, '127.0.0.1.evil.example', '0.0.0.0', '[::1]:80', '10.0.0.1'])(
    'has another host: %s',
    async (host) => {
      expect(await own('', { host })).toMatchObject({ status: 403, body: '' });
      expect(await own('files/0/a.tflite', { host })).toMatchObject({ status: 403, body: '' });
    },
  );

  it('accepts the hosts of this computer, at the port of a tunnel too', async () => {
    for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, 'localhost:9'])
      expect((await own('', { host })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'http://localhost:1', 'https://127.0.0.1'])(
    'has another origin: %s',
    async (origin) => {
      expect(await own('files/0/a.tflite', { origin })).toMatchObject({ status: 403, body: '' });
    },
  );

  it('accepts its own origin', async () => {
    const { origin } = new URL(server.url);
    expect((await own('files/0/a.tflite', { origin })).status).toBe(200);
  });

  it('is an image, a script or a frame of another site; a link to the page is allowed', async () => {
    const ofSite = { 'sec-fetch-site': 'cross-site' };
    expect((await own('files/0/a.tflite', { ...ofSite, 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await own('', { ...ofSite, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    expect((await own('', { ...ofSite, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('has the method %s', async (method) => {
    expect(await own('', {}, method)).toMatchObject({ status: 405, body: '' });
  });
});

describe('the port', () => {
  it('is the next free one, unless it was given', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(started({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.close();
    server = await started({ port, triesNext: true });
    expect(server.port).toBeGreaterThan(port);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('events', () => {
  /** The data of events until one fits. */
  async function eventUntil(isMet: (page: ServedPage) => boolean, act: (page: ServedPage) => void = () => {}) {
    const response = await fetch(new URL('events', server.url));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    let count = 0;
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const events = [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!) as ServedPage);
      for (const event of events.slice(count)) {
        if (isMet(event)) return event;
        act(event);
      }
      count = events.length;
    }
    throw new Error('the connection ended');
  }

  it('name the files first, and again when one is written, deleted and written again', async () => {
    const [before] = (await servedPage()).files;
    const path = join(folder, 'models/a.tflite');
    const changed = await eventUntil(
      ({ files }) => files[0]!.version !== before!.version,
      () => writeFileSync(path, withExternal),
    );
    expect(changed.files[0]).toMatchObject({ path: before!.path, byteLength: withExternal.length });
    const gone = await eventUntil(
      ({ files }) => files[0]!.isGone === true,
      () => rmSync(path, { force: true }),
    );
    expect(gone.files[0]!.byteLength).toBe(withExternal.length);
    const back = await eventUntil(
      ({ files }) => !files[0]!.isGone,
      () => writeFileSync(path, model),
    );
    expect(back.files[0]!.byteLength).toBe(model.length);
  });

  it('follow the files of external weights', async () => {
    writeFileSync(join(folder, 'models/a.tflite'), withExternal);
    const [before] = (await servedPage()).files;
    const after = await eventUntil(
      ({ files }) => files[0]!.version !== before!.version,
      () => writeFileSync(join(folder, 'models/weights of a.bin'), '01234567'),
    );
    expect(after.files[0]!.etag).toBe(before!.etag);
  });

  it('end with the server', async () => {
    const response = await fetch(new URL('events', server.url));
    const read = response.text();
    await server.close();
    await expect(read).rejects.toThrow();
  });

  it('are not sent without watching, but the connection stays open', async () => {
    await server.close();
    server = await started({ watches: false });
    const response = await fetch(new URL('events', server.url));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('retry: 3000\n\n');
    await reader.cancel();
  });
});
