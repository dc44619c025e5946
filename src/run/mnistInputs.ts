import { ModelError } from '../modelError';
import { idxFile } from './idxFile';
import { pixelInput } from './imageInputs';
import { type InputSet, onlyInput } from './inputSet';
import { elementsOf, type RunTensor, shapeText } from './runTensor';

const pixelsPerDigit = 28 * 28;
const files = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'] as const;

/**
 * The test images of MNIST as the only input, from 0 to 1 for floats, with their labels.
 * @param read reads a file of MNIST by its name, such as t10k-images-idx3-ubyte.gz
 * @param count of images, from the first on
 * @throws ModelError
 */
export async function mnistInputs(
  inputs: readonly RunTensor[],
  read: (name: string) => Promise<Uint8Array<ArrayBuffer>>,
  count: number,
): Promise<InputSet> {
  const input = onlyInput(inputs, 'images of MNIST');
  if (elementsOf(input) !== pixelsPerDigit) {
    throw new ModelError(
      'bad-shape',
      `input ${input.name} has the shape ${shapeText(input.shape)}; images of MNIST have 28 × 28 pixels`,
    );
  }
  const [images, labels] = await Promise.all(files.map(async (name) => unpacked(await read(name))));
  const pixels = idxBytes(images!, 3);
  const classes = idxBytes(labels!, 1);
  const available = Math.min(classes.length, Math.floor(pixels.length / pixelsPerDigit));
  return {
    count: Math.min(count, available),
    at: (index) => [pixelInput(pixels.subarray(index * pixelsPerDigit, (index + 1) * pixelsPerDigit), '0..1', input)],
    labels: classes,
  };
}

/** Reads files of MNIST from a folder of this site. @param folder URL, ends with a slash */
export function mnistFrom(folder: string): (name: string) => Promise<Uint8Array<ArrayBuffer>> {
  return async (name) => {
    const response = await fetch(new URL(name, folder)).catch(() => undefined);
    if (!response?.ok) {
      throw new ModelError(
        'not-found',
        'the images of MNIST are not on this server: copies of Prunescope from npm do not include them. Choose other inputs.',
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  };
}

/** A server can have unpacked the file already. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The content of a complete idx file. @throws ModelError `truncated` */
function idxBytes(file: Uint8Array, dimensions: number): Uint8Array {
  const found = idxFile(file, dimensions);
  const count = found?.sizes.reduce((product, size) => product * size, 1);
  if (!found || found.bytes.length !== count)
    throw new ModelError('truncated', 'a file of MNIST on this server is damaged. Choose other inputs.');
  return found.bytes;
}
