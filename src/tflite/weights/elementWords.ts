/** Elements of 8, 16, 32 or 64 bits; two words per element of 64 bits. */
export type WordArray = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** An array for `count` elements of `bytesEach` bytes. */
export function wordArrayOf(bytesEach: number, count: number): WordArray {
  if (bytesEach === 1) return new Uint8Array(count);
  return bytesEach === 2 ? new Uint16Array(count) : new Uint32Array((count * bytesEach) / 4);
}

/** Complete elements of bytes, copied, because arrays of words must start at a multiple of their size. */
export function elementsOf(bytes: Uint8Array, bytesEach: number): WordArray {
  const { buffer } = new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % bytesEach)));
  if (bytesEach === 1) return new Uint8Array(buffer);
  return bytesEach === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
}
