import { idxFile } from '../run/idxFile';

/** Digits of MNIST: 28 x 28 gray bytes per image (0 = paper, 255 = ink), row by row, and one label 0 to 9 per image. */
export type Digits = { readonly count: number; readonly images: Uint8Array; readonly labels: Uint8Array };

/** Pixels of an image. */
export const imageSize = 28 * 28;

/**
 * The first digits of two idx files, or of their beginnings: images of [count, rows, columns], and labels of [count].
 * @param count default: all digits of the files
 * @throws Error if the bytes are not those of MNIST, or too few
 */
export function digitsIn(imageFile: Uint8Array, labelFile: Uint8Array, count?: number): Digits {
  const ofImages = idxFile(imageFile, 3);
  const ofLabels = idxFile(labelFile, 1);
  const [available, rows, columns] = ofImages?.sizes ?? [];
  const read = count ?? available ?? 0;
  const images = ofImages?.bytes.subarray(0, read * imageSize) ?? new Uint8Array();
  const labels = ofLabels?.bytes.subarray(0, read) ?? new Uint8Array();
  const isMnist = ofImages && ofLabels && rows === 28 && columns === 28 && available === ofLabels.sizes[0];
  if (!isMnist || images.length !== read * imageSize || labels.length !== read || labels.some((label) => label > 9)) {
    throw new Error(`expected idx files of MNIST with at least ${read} digits`);
  }
  return { count: read, images, labels };
}
