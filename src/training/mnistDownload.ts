import { ModelError } from '../modelError';
import { idxHeaderSize } from '../run/idxFile';
import { type Digits, digitsIn, imageSize } from './mnist';

/** Parts of MNIST: 60,000 digits for training, 10,000 for tests. */
export type MnistPart = 'train' | 't10k';

/**
 * The first digits of a part of MNIST. Downloads only what holds them.
 * @param base URL of the folder of the page, with a trailing slash
 * @param count up to the size of the part
 * @param onProgress bytes of images that are there, decompressed, and the bytes that are needed
 * @throws ModelError `not-found`, `network`
 */
export async function downloadedDigits(
  base: string,
  part: MnistPart,
  count: number,
  onProgress: (loaded: number, total: number) => void,
): Promise<Digits> {
  const address = (name: string) => new URL(`samples/mnist/${part}-${name}.gz`, base).href;
  const [images, labels] = await Promise.all([
    beginning(address('images-idx3-ubyte'), idxHeaderSize(3) + count * imageSize, onProgress),
    beginning(address('labels-idx1-ubyte'), idxHeaderSize(1) + count, () => {}),
  ]);
  return digitsIn(images, labels, count);
}

/** The first `length` bytes of a gzip file, decompressed. The download ends with them. */
async function beginning(
  address: string,
  length: number,
  onProgress: (loaded: number, total: number) => void,
): Promise<Uint8Array> {
  const response = await fetch(address).catch(() => {
    throw new ModelError('network', `${address} could not be downloaded. Check your connection.`);
  });
  if (!response.ok || !response.body) {
    throw new ModelError(
      'not-found',
      `${address} was not found (HTTP ${response.status}). The npm package does not include MNIST. Build Prunescope from its repository.`,
    );
  }
  // Some servers send .gz files as a content encoding, which the browser removes.
  const isDecoded = response.headers.has('content-encoding');
  const reader = (isDecoded ? response.body : response.body.pipeThrough(new DecompressionStream('gzip'))).getReader();
  const bytes = new Uint8Array(length);
  let loaded = 0;
  while (loaded < length) {
    const { done, value } = await reader.read();
    if (done) throw new ModelError('network', `${address} has ${loaded} bytes, but ${length} are needed.`);
    bytes.set(value.subarray(0, length - loaded), loaded);
    loaded = Math.min(length, loaded + value.length);
    onProgress(loaded, length);
  }
  await reader.cancel();
  return bytes;
}
