import { ModelError } from '../modelError';

/** What a file is, by its first bytes. */
export type FileKind = 'tflite' | 'zip' | 'litertlm' | 'other';

/** As many bytes as the kind needs. */
export const kindBytes = 512;

/** `TFL3` comes first: a model can carry a zip archive behind it. */
export function fileKind(head: Uint8Array): FileKind {
  if (ascii(head, 4, 8) === 'TFL3') return 'tflite';
  if (startOfZip(head) !== undefined) return 'zip';
  if (ascii(head, 0, 8) === 'LITERTLM') return 'litertlm';
  return 'other';
}

// MediaPipe's tools align the data of every member by zeros before its header: up to 4 of them, the first member's included.
const maxZeros = 64;

/** Where the first member of a zip archive begins. */
export function startOfZip(head: Uint8Array): number | undefined {
  const start = head.findIndex((byte) => byte !== 0);
  return start >= 0 && start <= maxZeros && ascii(head, start, start + 4) === 'PK\x03\x04' ? start : undefined;
}

type Signature = { readonly what: string; readonly advice: string; matches(head: Uint8Array, text: string): boolean };

const starts = (prefix: string) => (_: Uint8Array, text: string) => text.startsWith(prefix);

const signatures: readonly Signature[] = [
  {
    what: 'a Git LFS pointer, not the model itself',
    advice: 'Run `git lfs pull`, or download the file from its media address.',
    matches: starts('version https://git-lfs'),
  },
  {
    what: 'an HTML page',
    advice: 'The address leads to a page about the model; use the address of the raw file.',
    matches: (_, text) => /^\s*<(!doctype html|html|head|\?xml)/i.test(text),
  },
  { what: 'a PNG picture', advice: 'Open a .tflite model.', matches: starts('\x89PNG') },
  { what: 'a JPEG picture', advice: 'Open a .tflite model.', matches: starts('\xff\xd8\xff') },
  { what: 'a GIF picture', advice: 'Open a .tflite model.', matches: starts('GIF8') },
  { what: 'a PDF document', advice: 'Open a .tflite model.', matches: starts('%PDF') },
  { what: 'gzip-compressed data', advice: 'Unpack it first.', matches: starts('\x1f\x8b') },
  {
    what: 'an HDF5 file, as Keras writes it',
    advice: 'Convert it with tf.lite.TFLiteConverter.from_keras_model.',
    matches: starts('\x89HDF'),
  },
  { what: 'a tar archive', advice: 'Unpack it first.', matches: (head) => ascii(head, 257, 262) === 'ustar' },
  { what: 'a GGUF model', advice: 'Prunescope reads TensorFlow Lite only.', matches: starts('GGUF') },
  {
    what: 'a TensorFlow Lite model of an old version',
    advice: 'Convert it again.',
    matches: (head) => /^TFL[0-9]$/.test(ascii(head, 4, 8)),
  },
  {
    what: 'a TensorFlow SavedModel or frozen graph, by the look of it',
    advice: 'Convert it with tf.lite.TFLiteConverter.from_saved_model.',
    matches: (head, text) => (head[0] === 0x08 && head[1] === 0x01 && head[2] === 0x12) || text.startsWith('\n\x0b\n'),
  },
  {
    what: 'a safetensors file',
    advice: 'Prunescope reads TensorFlow Lite only.',
    matches: (head) => ascii(head, 8, 10) === '{"',
  },
  {
    what: 'an ONNX model, by the look of it',
    advice: 'Convert it to TensorFlow Lite first.',
    // ModelProto: field 1 (ir_version) as a small varint, then a string field with the producer's name.
    matches: (head) => head[0] === 0x08 && head[1] < 0x20 && (head[2] === 0x12 || head[2] === 0x3a),
  },
  { what: 'JSON text', advice: 'Open a .tflite model.', matches: (_, text) => /^\s*[[{]\s*["[{]/.test(text) },
  {
    what: 'text',
    advice: 'Open a .tflite model.',
    matches: (_, text) => text.length >= 8 && /^[\t\n\r\x20-\x7e]+$/.test(text),
  },
];

/** The error for a file that is no TFLite model: what it looks like, what was expected, what to do. */
export function notTFLite(head: Uint8Array, byteLength: number): ModelError {
  if (byteLength === 0)
    return new ModelError('not-tflite', 'the file is empty; expected a TensorFlow Lite model (.tflite)');
  const text = ascii(head, 0, Math.min(head.length, kindBytes));
  const known = signatures.find((signature) => signature.matches(head, text));
  const found = known ? `this is ${known.what}` : `the file has ${shown(head)} at byte 4`;
  const advice = known?.advice ?? 'Check that the file is whole and a TensorFlow Lite model.';
  return new ModelError('not-tflite', `${found}; expected a TensorFlow Lite model, with TFL3 at byte 4. ${advice}`);
}

function shown(head: Uint8Array): string {
  const bytes = [...head.subarray(4, 8)];
  if (bytes.length < 4) return 'nothing';
  if (bytes.every((byte) => byte > 0x20 && byte < 0x7f)) return `"${String.fromCharCode(...bytes)}"`;
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
