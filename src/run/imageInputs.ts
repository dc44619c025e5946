import { ModelError } from '../modelError';
import { type InputSet, imageShape, onlyInput } from './inputSet';
import { encodedValues, integerRange, type RunTensor } from './runTensor';

/** The values of black and white, for inputs of floats. Integers take the 256 values of a byte, in INT8 from -128. */
export type ImageRange = (typeof imageRanges)[number];

export const imageRanges = ['0..1', '-1..1', '0..255'] as const;

/** Pixels of an image: red, green, blue and alpha, a byte each, row by row. */
type Pixels = Uint8ClampedArray;

/** Decodes an image and scales it, without keeping its proportions. @throws ModelError `unsupported-type` */
export type DecodeImage = (image: Blob, name: string, width: number, height: number) => Promise<Pixels>;

/**
 * Images as the only input, scaled to its size. One channel is the luma of BT.601, four have alpha.
 * @throws ModelError
 */
export async function imageInputs(
  inputs: readonly RunTensor[],
  files: readonly File[],
  range: ImageRange,
  decode: DecodeImage,
): Promise<InputSet> {
  const input = onlyInput(inputs, 'images');
  const [height, width, channels] = imageShape(input);
  if (files.length === 0) throw new ModelError('not-found', 'no image is chosen');
  const examples: Uint8Array[] = [];
  for (const file of files) {
    const pixels = await decode(file, file.name, width, height);
    examples.push(pixelInput(channelsOf(pixels, channels), range, input));
  }
  return { count: examples.length, at: (index) => [examples[index]!] };
}

/** @param bytes 0 to 255, one for each element of the input */
export function pixelInput(bytes: ArrayLike<number>, range: ImageRange, input: RunTensor): Uint8Array {
  const [least] = integerRange(input.type) ?? [];
  return encodedValues(Float64Array.from(bytes, valueIn(least, range)), input);
}

/** @param least value of an integer type, undefined for floats */
function valueIn(least: number | undefined, range: ImageRange): (byte: number) => number {
  if (least !== undefined) return least === -128 ? (byte) => byte - 128 : (byte) => byte;
  if (range === '0..255') return (byte) => byte;
  return range === '0..1' ? (byte) => byte / 255 : (byte) => byte / 127.5 - 1;
}

function channelsOf(pixels: Pixels, channels: number): ArrayLike<number> {
  if (channels === 4) return pixels;
  const count = pixels.length / 4;
  const values = new Float64Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    const [red, green, blue] = [pixels[4 * pixel]!, pixels[4 * pixel + 1]!, pixels[4 * pixel + 2]!];
    if (channels === 1) values[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    else values.set([red, green, blue], 3 * pixel);
  }
  return values;
}

/** Decodes with the browser, in the page or a worker. */
export const decodeInBrowser: DecodeImage = async (image, name, width, height) => {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(image);
  } catch {
    throw new ModelError(
      'unsupported-type',
      `${name} is not an image that this browser can decode, such as PNG or JPEG`,
    );
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height).data;
};
