import { ModelError } from '../modelError';

/** Kind of a file, by its first bytes. */
export type FileKind = 'tflite' | 'zip' | 'litertlm' | 'other';

/** Number of bytes that fileKind and notTFLite read. */
export const kindBytes = 512;

/** Checks for TFL3 first, because a model can have a zip archive appended. */
export function fileKind(head: Uint8Array): FileKind {
  if (ascii(head, 4, 8) === 'TFL3') return 'tflite';
  if (startOfZip(head) !== undefined) return 'zip';
  if (ascii(head, 0, 8) === 'LITERTLM') return 'litertlm';
  return 'other';
}

// MediaPipe aligns the data of each member with up to 4 zeros before its header, also for the first member.
const maxPadding = 64;

/** Offset of the first member of a zip archive. */
export function startOfZip(head: Uint8Array): number | undefined {
  const start = head.findIndex((byte) => byte !== 0);
  return start >= 0 && start <= maxPadding && ascii(head, start, start + 4) === 'PK\x03\x04' ? start : undefined;
}

/** A file format that users open by mistake. */
type Signature = { readonly what: string; readonly advice: string; matches(head: Uint8Array, text: string): boolean };

const starts = (prefix: string) => (_: Uint8Array, text: string) => text.startsWith(prefix);

const signatures: readonly Signature[] = [
  {
    what: 'a Git LFS pointer',
    advice: 'Run `git lfs pull`, or download the file with the Download button of the repository.',
    matches: starts('version https://git-lfs'),
  },
  {
    what: 'an HTML page',
    advice: 'Use the URL of the raw file.',
    matches: (_, text) => /^\s*<(!doctype html|html|head|\?xml)/i.test(text),
  },
  { what: 'a PNG image', advice: 'Open a .tflite file.', matches: starts('\x89PNG') },
  { what: 'a JPEG image', advice: 'Open a .tflite file.', matches: starts('\xff\xd8\xff') },
  { what: 'a GIF image', advice: 'Open a .tflite file.', matches: starts('GIF8') },
  { what: 'a PDF document', advice: 'Open a .tflite file.', matches: starts('%PDF') },
  { what: 'gzip-compressed data', advice: 'Extract it first.', matches: starts('\x1f\x8b') },
  {
    what: 'an HDF5 file (Keras)',
    advice: 'Convert it with tf.lite.TFLiteConverter.from_keras_model.',
    matches: starts('\x89HDF'),
  },
  { what: 'a tar archive', advice: 'Extract it first.', matches: (head) => ascii(head, 257, 262) === 'ustar' },
  { what: 'a GGUF model', advice: 'Prunescope reads only TensorFlow Lite models.', matches: starts('GGUF') },
  {
    what: 'an old version of the TensorFlow Lite format',
    advice: 'Convert the model again.',
    matches: (head) => /^TFL[0-9]$/.test(ascii(head, 4, 8)),
  },
  {
    what: 'probably a TensorFlow SavedModel or frozen graph',
    advice: 'Convert it with tf.lite.TFLiteConverter.from_saved_model.',
    matches: (head, text) => (head[0] === 0x08 && head[1] === 0x01 && head[2] === 0x12) || text.startsWith('\n\x0b\n'),
  },
  {
    what: 'a safetensors file',
    advice: 'Prunescope reads only TensorFlow Lite models.',
    matches: (head) => ascii(head, 8, 10) === '{"',
  },
  {
    what: 'probably an ONNX model',
    advice: 'Convert it to TensorFlow Lite.',
    // ModelProto of onnx.proto: field 1 (ir_version) is a small varint, then follows a string field such as producer_name.
    matches: (head) => head[0] === 0x08 && head[1] < 0x20 && (head[2] === 0x12 || head[2] === 0x3a),
  },
  { what: 'a JSON file', advice: 'Open a .tflite file.', matches: (_, text) => /^\s*[[{]\s*["[{]/.test(text) },
  {
    what: 'a text file',
    advice: 'Open a .tflite file.',
    matches: (_, text) => text.length >= 8 && /^[\t\n\r\x20-\x7e]+$/.test(text),
  },
];

/** The error for a file that is not a TensorFlow Lite model. */
export function notTFLite(head: Uint8Array, byteLength: number): ModelError {
  if (byteLength === 0)
    return new ModelError('not-tflite', 'the file is empty; expected a TensorFlow Lite model (.tflite)');
  const text = ascii(head, 0, Math.min(head.length, kindBytes));
  const known = signatures.find((signature) => signature.matches(head, text));
  const message = known
    ? `this is ${known.what}, not a TensorFlow Lite model. ${known.advice}`
    : `the file has ${bytesText(head.subarray(4, 8))} at byte 4; expected TFL3, as in all TensorFlow Lite models. Check that the download is complete.`;
  return new ModelError('not-tflite', message);
}

/** `"TFL3"` for printable ASCII, otherwise hex. */
function bytesText(found: Uint8Array): string {
  const bytes = [...found];
  if (bytes.length < 4) return 'nothing';
  if (bytes.every((byte) => byte > 0x20 && byte < 0x7f)) return `"${String.fromCharCode(...bytes)}"`;
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
