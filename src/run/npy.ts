import { ModelError } from '../modelError';
import { type ElementType, elementFormat, storedBytes } from '../tflite/elementTypes';
import { valuesOf } from '../tflite/weights/elementValues';

/** An array of NumPy. Integers beyond 2^53 are rounded. */
export type NpyArray = { readonly shape: readonly number[]; readonly type: ElementType; readonly values: Float64Array };

const types: Readonly<Record<string, ElementType>> = {
  b1: 'BOOL',
  i1: 'INT8',
  u1: 'UINT8',
  i2: 'INT16',
  u2: 'UINT16',
  i4: 'INT32',
  u4: 'UINT32',
  i8: 'INT64',
  u8: 'UINT64',
  f2: 'FLOAT16',
  f4: 'FLOAT32',
  f8: 'FLOAT64',
};

const magic = [0x93, ...[...'NUMPY'].map((character) => character.charCodeAt(0))];

/**
 * Reads a .npy file, versions 1 to 3. Source: numpy/lib/format.py, "Format Version 1.0" and following.
 * The package npyjs reads this format too, but not the shape against the size of the file, which can be damaged.
 * @param name of the file, for messages
 * @throws ModelError `unsupported-type` or `truncated`
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  if (!magic.every((byte, index) => bytes[index] === byte)) throw badArray(name, 'is not a .npy file of NumPy');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizeBytes = bytes[6] === 1 ? 2 : 4;
  const start = 8 + sizeBytes;
  if (bytes.byteLength < start) throw cutOff(name, 'is cut off in its header');
  const end = start + (sizeBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.byteLength < end) throw cutOff(name, 'is cut off in its header');
  const { order, type, shape } = headerOf(new TextDecoder('latin1').decode(bytes.subarray(start, end)), name);

  const format = elementFormat(type)!;
  const count = shape.reduce((product, size) => product * size, 1);
  const needed = storedBytes(format, count);
  const data = bytes.subarray(end);
  if (data.byteLength < needed)
    throw cutOff(
      name,
      `is cut off: its shape (${shape.join(', ')}) needs ${needed} bytes, and ${data.byteLength} follow the header`,
    );
  const little = order === '>' ? swapped(data.subarray(0, needed), format.bits / 8) : data.subarray(0, needed);
  return { shape, type, values: valuesOf(little, type, count) };
}

function headerOf(header: string, name: string) {
  const [, order, code] = /'descr'\s*:\s*'([<>|=]?)([a-z]\d+)'/.exec(header) ?? [];
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  const isFortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  if (code === undefined && !/'descr'\s*:/.test(header)) throw badArray(name, 'has no descr in its header');
  const type = types[code ?? ''];
  if (!type)
    throw badArray(
      name,
      `has the dtype ${code ?? 'of a structure or an object'}; expected numbers or booleans of at most 8 bytes`,
    );
  if (sizes === undefined || isFortran === undefined)
    throw badArray(name, 'has no shape or fortran_order in its header');
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (!shape.every(Number.isSafeInteger))
    throw badArray(name, `has the shape (${sizes}) in its header; expected integers that are separated by commas`);
  if (isFortran === 'True' && shape.filter((size) => size > 1).length > 1)
    throw badArray(name, 'is in Fortran order; save numpy.ascontiguousarray(array) instead');
  return { order, type, shape };
}

/** From big-endian to little-endian. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(bytes.byteLength);
  for (let start = 0; start < bytes.byteLength; start += size)
    for (let byte = 0; byte < size; byte++) result[start + byte] = bytes[start + size - 1 - byte]!;
  return result;
}

function badArray(name: string, found: string): ModelError {
  return new ModelError('unsupported-type', `${name} ${found}`);
}

function cutOff(name: string, found: string): ModelError {
  return new ModelError('truncated', `${name} ${found}`);
}
