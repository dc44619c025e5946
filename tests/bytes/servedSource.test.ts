import { afterEach, beforeEach, expect, it } from 'vitest';
import { servedSource } from '../../src/bytes/servedSource';
import { rangeServer, serve } from '../support/modelServer';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);

let server: Awaited<ReturnType<typeof rangeServer>>;
beforeEach(async () => {
  server = await rangeServer(bytes);
});
afterEach(() => server.close());

it('reads ranges', async () => {
  const source = await servedSource(server.address);
  expect(source).toMatchObject({ name: 'model.tflite', byteLength: bytes.length });
  expect(await source.slice(70_000, 70_004)).toEqual(bytes.slice(70_000, 70_004));
  expect(server.asked.bytes).toBeLessThan(bytes.length);
});

it('reports a file that changed, without its URL', async () => {
  const source = await servedSource(server.address);
  server.changeFile();
  const read = source.slice(70_000, 70_004);
  await expect(read).rejects.toMatchObject({ code: 'changed', message: expect.stringMatching(/^the file changed/) });
});

it('reports that the server has ended, without its URL', async () => {
  const source = await servedSource(server.address);
  await server.close();
  const message = expect.stringMatching(/^the server of prunescope open does not answer/);
  await expect(source.slice(70_000, 70_004)).rejects.toMatchObject({ code: 'network', message });
  await expect(servedSource(server.address)).rejects.toMatchObject({ code: 'network', message });
});

it('reports a file that is gone', async () => {
  const empty = await serve((_request, response) => response.writeHead(404).end());
  await expect(servedSource(empty.address)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(/^there is no file at the path/),
  });
  await empty.close();
});
