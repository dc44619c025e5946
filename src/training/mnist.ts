/** Digits of MNIST: 28 x 28 gray bytes per image (0 = paper, 255 = ink), row by row, and one label 0 to 9 per image. */
export type Digits = { readonly count: number; readonly images: Uint8Array; readonly labels: Uint8Array };

/** Pixels of an image. */
export const imageSize = 28 * 28;
/** Bytes before the first image and before the first label. */
export const headerSizes = { images: 16, labels: 8 } as const;

/**
 * The first digits of two idx files, or of their beginnings. The format: u32 big-endian magic (2051 images, 2049 labels), u32 count, for images u32
 * rows and u32 columns, then bytes. Source: Yann LeCun, "The MNIST database", file formats.
 * @param count default: all digits of the files
 * @throws Error if the bytes are not those of MNIST, or too few
 */
export function digitsIn(imageFile: Uint8Array, labelFile: Uint8Array, count?: number): Digits {
  const [imageMagic, imageCount, rows, columns] = bigEndian(imageFile, 4);
  const [labelMagic, labelCount] = bigEndian(labelFile, 2);
  const read = count ?? imageCount;
  const images = imageFile.subarray(headerSizes.images, headerSizes.images + read * imageSize);
  const labels = labelFile.subarray(headerSizes.labels, headerSizes.labels + read);
  const isMnist =
    imageMagic === 2051 && labelMagic === 2049 && rows === 28 && columns === 28 && imageCount === labelCount;
  if (!isMnist || images.length !== read * imageSize || labels.length !== read || labels.some((label) => label > 9)) {
    throw new Error(`expected idx files of MNIST with at least ${read} digits`);
  }
  return { count: read, images, labels };
}

function bigEndian(bytes: Uint8Array, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => (bytes.byteLength >= 4 * i + 4 ? view.getUint32(4 * i) : Number.NaN));
}
