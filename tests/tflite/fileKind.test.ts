import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { modelsIn } from '../../src/tflite/bundle';
import { openModelFile } from '../../src/tflite/modelFile';
import { taskBundle } from '../support/buildBundle';
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
  'a Circle model': {
    bytes: bytesOf('\x18\0\0\0CIR0\0\0\x0e\0'),
    says: /^this is a Circle model \(Samsung ONE\), made from a \.tflite by tflite2circle, .* Open that \.tflite\.$/,
  },
  'an ExecuTorch model': { bytes: bytesOf('\x30\0\0\0ET12eh00\x20\0\0\0'), says: /ExecuTorch/ },
  'an ONNX Runtime model': { bytes: bytesOf('\x18\0\0\0ORTM\0\0\x0e\0'), says: /ONNX Runtime/ },
  'an Arm NN model': { bytes: bytesOf('\x18\0\0\0ARMN\0\0\x0e\0'), says: /Arm NN/ },
  'an RKNN model': { bytes: bytesOf('RKNN\0\0\0\0\x06\0\0\0'), says: /RKNN/ },
  'a Hailo executable': { bytes: bytesOf('\x01HEF\0\0\0\x02'), says: /Hailo/ },
  'MLIR bytecode': { bytes: bytesOf('ML\xefR\x0dStableHLO_v1'), says: /MLIR/ },
  'a shared library': { bytes: bytesOf('\x7fELF\x02\x01\x01\0'), says: /compiled program/ },
  'a NumPy array': { bytes: bytesOf("\x93NUMPY\x01\0v\0{'descr'"), says: /NumPy/ },
  'an old PyTorch file': { bytes: bytesOf('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02'), says: /PyTorch/ },
  'a Core ML model': {
    bytes: bytesOf('\x08\x04\x12\xa0\x03\n\x2a\n\x05image\x12\x1ainput image'),
    says: /Core ML/,
  },
  'a SavedModel': { bytes: bytesOf('\x08\x01\x12\xd4\xa3\x01\n\xe0\x01\x12\x0c\n\x03Add'), says: /SavedModel/ },
  'a frozen graph': { bytes: bytesOf('\n;\n\x0binput/image\x12\x0bPlaceholder*\x0b'), says: /frozen graph/ },
  'a safetensors file': { bytes: bytesOf('\x40\0\0\0\0\0\0\0{"__metadata__"'), says: /safetensors/ },
  'a GGUF model': { bytes: bytesOf('GGUF\x03\0\0\0'), says: /GGUF/ },
  'an OpenVINO model': { bytes: bytesOf('<?xml version="1.0"?>\n<net name="a" version="11">'), says: /OpenVINO/ },
  'a TensorFlow.js model': { bytes: bytesOf('{"format": "layers-model", "modelTopology": {'), says: /TensorFlow\.js/ },
  'Zstandard data': { bytes: bytesOf('\x28\xb5\x2f\xfd\x04\x58\0\0'), says: /compressed data.*Extract/ },
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

describe('zip archive of another tool', () => {
  const nothing = new Uint8Array(4);
  it.each([
    ['a Keras model', ['metadata.json', 'config.json', 'model.weights.h5'], /from_keras_model/],
    ['a PyTorch file', ['archive/data.pkl', 'archive/data/0'], /litert-torch/],
    ['a TensorFlow SavedModel', ['m/saved_model.pb', 'm/variables/variables.index'], /from_saved_model/],
    ['a Core ML package', ['a.mlpackage/Data/com.apple.CoreML/model.mlmodel'], /only TensorFlow Lite/],
    ['a Qualcomm model (.dlc)', ['dlc.metadata', 'model', 'model.params'], /was made from/],
    ['a NumPy archive', ['arr_0.npy', 'arr_1.npy'], /Vela/],
    ['a bundle', ['labels.txt'], /expected at least one member with TFL3/],
  ])('is named: %s', async (what, names, advice) => {
    const bundle = await taskBundle(Object.fromEntries(names.map((name) => [name, nothing])));
    const { code, message } = await modelsIn(memorySource('a', bundle)).catch((thrown) => thrown);
    expect({ code, message }).toMatchObject({ code: 'bad-bundle', message: expect.stringMatching(advice) });
    expect(message).toContain(`this is ${what}`);
    expect(message).toContain('TensorFlow Lite model');
  });
});
