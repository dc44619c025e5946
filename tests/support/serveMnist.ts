import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { digits } from '../../tools/sample/mnist';

/** The first test images of MNIST, at the addresses of the built site. */
export async function serveMnist(page: Page, count: number): Promise<void> {
  const { images, labels } = digits('t10k');
  const file = (bytes: Uint8Array, ...header: number[]) => {
    const words = Buffer.alloc(4 * header.length);
    for (const [place, word] of header.entries()) words.writeUInt32BE(word, 4 * place);
    return gzipSync(Buffer.concat([words, bytes]));
  };
  const bodies: Record<string, Buffer> = {
    images: file(images.subarray(0, count * 784), 0x803, count, 28, 28),
    labels: file(labels.subarray(0, count), 0x801, count),
  };
  await page.route('**/samples/mnist/t10k-*-ubyte.gz', (route) =>
    route.fulfill({ body: bodies[route.request().url().includes('images') ? 'images' : 'labels']! }),
  );
}
