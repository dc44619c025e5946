import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { buildModel } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const openBytes = (bytes: Uint8Array) => openModelFile(memorySource('a.tflite', bytes));

const notModels: Record<string, { bytes: Uint8Array; says: RegExp }> = {
  'an empty file': { bytes: bytesOf(''), says: /empty/ },
  'a PNG': { bytes: bytesOf('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), says: /PNG/ },
  'a JPEG': { bytes: bytesOf('\xff\xd8\xff\xe0\0\x10JFIF'), says: /JPEG/ },
  'an HTML page': { bytes: bytesOf('\n<!DOCTYPE html>\n<html><head>'), says: /HTML page.*raw file/ },
  'a Git LFS pointer': {
    bytes: bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
    says: /Git LFS pointer.*git lfs pull/,
  },
  'an ONNX model': { bytes: bytesOf('\x08\x07\x12\x07pytorch\x1a\x032.0'), says: /ONNX/ },
  'an HDF5 model': { bytes: bytesOf('\x89HDF\r\n\x1a\n\0\0\0\0'), says: /from_keras_model/ },
  'gzip-compressed data': { bytes: bytesOf('\x1f\x8b\x08\0\0\0\0\0\0\x03'), says: /gzip/ },
  'JSON text': { bytes: bytesOf('{"error": "not found"}'), says: /JSON/ },
  'another flatbuffer': { bytes: bytesOf('\x20\0\0\0ARW1\0\0\0\0'), says: /"ARW1" at byte 4/ },
  'seven bytes': { bytes: bytesOf('\x1c\0\0\0TFL'), says: /TFL3/ },
};

describe('file that is not a model', () => {
  it.each(Object.entries(notModels))('%s is recognized by its first bytes', async (_, { bytes, says }) => {
    await expect(openBytes(bytes)).rejects.toMatchObject({
      name: 'ModelError',
      code: 'not-tflite',
      message: expect.stringMatching(says),
    });
  });

  it('gives a message with the expected format', async () => {
    for (const { bytes } of Object.values(notModels)) {
      await expect(openBytes(bytes)).rejects.toThrow(/TensorFlow Lite model/);
    }
  });
});

describe('zip archive', () => {
  it('is not a model', async () => {
    const code = expect.stringMatching(/^(not-tflite|bad-bundle)$/);
    await expect(openBytes(bytesOf('PK\x03\x04\x14\0\0\0\0\0'))).rejects.toMatchObject({ code });
  });

  it('can follow a model', async () => {
    const bytes = buildModel({ ...denseLayer({ shape: [1, 4], data: [1, 0, 0, 2] }), trailing: bytesOf('PK\x03\x04') });
    const { model } = await openBytes(bytes);
    expect(model.subgraphs[0].tensors).toHaveLength(3);
  });
});
