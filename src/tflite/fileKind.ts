import { ModelError } from '../modelError';
import { ascii, otherFormatOf } from './otherFormats';

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

/** The error for a file that is not a TensorFlow Lite model. */
export function notTFLite(head: Uint8Array, byteLength: number): ModelError {
  if (byteLength === 0)
    return new ModelError('not-tflite', 'the file is empty; expected a TensorFlow Lite model (.tflite)');
  const known = otherFormatOf(head);
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
