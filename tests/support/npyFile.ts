/** A .npy file, version 1. @param descr dtype as NumPy writes it, such as `<f4` */
export function npyFile(
  descr: string,
  shape: readonly number[],
  data: Uint8Array,
  { isFortran = false, version = 1 } = {},
): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const start = version === 1 ? 10 : 12;
  const header = `${text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1)}\n`;
  const file = new Uint8Array(start + header.length + data.length);
  file.set([0x93, ...Buffer.from('NUMPY'), version, 0]);
  const view = new DataView(file.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  file.set(Buffer.from(header, 'latin1'), start);
  file.set(data, start + header.length);
  return file;
}

export function float32Bytes(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(values).buffer);
}
