/** Bytes before the content of an idx file: the magic and the sizes, 32 bits each. */
export function idxHeaderSize(dimensions: number): number {
  return 4 + 4 * dimensions;
}

/**
 * The sizes and the content of an idx file of bytes: magic 0, 0, 8 for bytes, number of dimensions, then each size as 32 bits, big-endian. A file
 * that was read in part has fewer bytes than its sizes say.
 * Source: Yann LeCun, "The MNIST database", file formats.
 * @returns undefined if it is no such file
 */
export function idxFile(
  file: Uint8Array,
  dimensions: number,
): { readonly sizes: readonly number[]; readonly bytes: Uint8Array } | undefined {
  const start = idxHeaderSize(dimensions);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < start || view.getUint32(0) !== 0x800 + dimensions) return undefined;
  const sizes = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  return { sizes, bytes: file.subarray(start) };
}
