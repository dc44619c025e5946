import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../src/modelError';

describe('sentenceOf', () => {
  it.each([
    ['this is a folder', 'This is a folder.'],
    ['this is a PNG image. Open a .tflite file.', 'This is a PNG image. Open a .tflite file.'],
    ['This is a sentence.', 'This is a sentence.'],
    ['tensor 3, of 9', 'Tensor 3, of 9.'],
    ['https://a.test/m.tflite returned 404', 'https://a.test/m.tflite returned 404.'],
    ['a.task/b.task is a nested bundle', 'a.task/b.task is a nested bundle.'],
    ['9 bytes exceed the limit', '9 bytes exceed the limit.'],
    ['', ''],
  ])('of "%s" is "%s"', (message, sentence) => {
    expect(sentenceOf(message)).toBe(sentence);
  });
});

/** Path and start of each message that is written where its ModelError is created. */
function messagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return [...text.matchAll(/new ModelError\(\s*'[a-z-]+',\s*['`](.{1,20})/g)].map(
        ([, start]) => `${name}: ${start}`,
      );
    })
    .map((line) => line.replaceAll('\\', '/'));
}

describe('messages of a ModelError', () => {
  const messages = messagesIn('src');
  const ofPage = messages.filter((message) => /^(ui|state)\//.test(message));
  const ofModel = messages.filter((message) => !ofPage.includes(message));

  it('start with a capital if only the page shows them', () => {
    expect(ofPage.length).toBeGreaterThan(1);
    expect(ofPage.filter((message) => !/^[^:]*: [A-Z]/.test(message))).toEqual([]);
  });

  it('otherwise start in lower case, because they follow a name and a colon', () => {
    expect(ofModel.length).toBeGreaterThan(30);
    // LiteRT is a name.
    expect(ofModel.filter((message) => /^[^:]*: (?!LiteRT )[A-Z]/.test(message))).toEqual([]);
  });
});
