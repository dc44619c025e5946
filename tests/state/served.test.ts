import { expect, it, vi } from 'vitest';
import type { ServedPage } from '../../src/bytes/servedFiles';
import { decodeLink } from '../../src/link/link';
import { pageToShare, servedOfLink, servedOrigin } from '../../src/state/served';
import { openServed } from '../../src/state/servedOpening';
import { linkOf } from '../../src/state/stateLink';
import { appStore } from '../../src/state/store';
import { patientSession, weightTensor } from '../support/patientSession';

const file = (name: string) => ({
  path: `files/0/${name}`,
  name,
  given: name,
  byteLength: 9,
  modified: 0,
  etag: '"1"',
  version: '1',
});
const page: ServedPage = { files: [file('a.tflite'), file('b.task')], watches: true, scripts: [] };

it('has no token in the page that is shared', () => {
  expect(pageToShare('http://127.0.0.1:7240/token/', page)).toBe('http://127.0.0.1:7240/');
  expect(pageToShare('https://example.com/prunescope/', undefined)).toBe('https://example.com/prunescope/');
});

it('has the fields of a local file in the link, and not its URL', () => {
  const store = appStore();
  const model = patientSession().model('a.tflite', [weightTensor(1, 2)]);
  store.setState({ model: { ...model, origin: servedOrigin(file('a.tflite')), unread: false } });
  const link = linkOf(store.getState());
  expect(link).toMatchObject({ name: 'a.tflite', size: 100 });
  expect(link).not.toHaveProperty('model');
  expect(JSON.stringify(link)).not.toContain('files/');
});

it('finds the file of a link by its name, also that of a bundle', () => {
  const found = (fragment: string, on: ServedPage | undefined = page) => servedOfLink(decodeLink(fragment), on);
  expect(found('name=a.tflite')?.file.name).toBe('a.tflite');
  expect(found('name=b.task/c.tflite&member=b.task/c.tflite')).toMatchObject({
    file: { name: 'b.task' },
    member: 'b.task/c.tflite',
  });
  expect(found('name=other.tflite')).toBeUndefined();
  expect(found('tensor=0:5')).toBeUndefined();
  expect(servedOfLink(decodeLink('name=a.tflite'), undefined)).toBeUndefined();
});

it('tells served files of the same name apart by the entry of the history, else by the size', () => {
  const files = [9, 8, 9].map((byteLength, index) => ({ ...file('a.tflite'), path: `files/${index}`, byteLength }));
  const found = (fragment: string, entry?: string) =>
    servedOfLink(decodeLink(fragment), { ...page, files }, { page: 'prunescope', ...(entry && { file: entry }) })?.file
      .path;
  expect(found('name=a.tflite&size=9', 'files/2')).toBe('files/2');
  expect(found('name=a.tflite&size=9', 'files/3')).toBe('files/0');
  expect(found('name=a.tflite&size=8')).toBe('files/1');
  expect(found('name=a.tflite&size=7')).toBe('files/0');
});

it.each(['name=a.tflite&', ''])('asks before the model that the link "%s" compares with is loaded', async (of) => {
  const actions = { open: vi.fn(), expectFile: vi.fn() };
  await openServed(page, decodeLink(`${of}compare=https://models.example/b.tflite`), actions);
  const compared = { kind: 'address', address: 'https://models.example/b.tflite' };
  expect(actions.open).toHaveBeenCalledExactlyOnceWith(
    servedOrigin(file('a.tflite')),
    expect.objectContaining({ isOfLink: true }),
    compared,
  );
});
