import type { LiteRt } from '../run/liteRt';
import { type Digits, imageSize } from './mnist';

const digitsPerProgress = 200;

/**
 * Share of digits that LiteRT classifies correctly, 0 to 1.
 * @param file a .tflite model with an input of 28 × 28 floats, 0 to 1, and a score for each class
 * @param onProgress share of the digits, 0 to 1
 * @throws ModelError if LiteRT cannot run the model
 */
export async function accuracyOfFile(
  runtime: LiteRt,
  file: Uint8Array,
  { count, images, labels }: Digits,
  onProgress: (share: number) => void,
): Promise<number> {
  const model = await runtime.compile(file);
  const pixels = new Float32Array(imageSize);
  const input = new Uint8Array(pixels.buffer);
  let correct = 0;
  for (let digit = 0; digit < count; digit++) {
    for (let i = 0; i < imageSize; i++) pixels[i] = images[digit * imageSize + i] / 255;
    const [output] = await model.run([input]);
    const scores = new Float32Array(output.buffer, output.byteOffset, output.byteLength / 4);
    if (scores.indexOf(Math.max(...scores)) === labels[digit]) correct++;
    if ((digit + 1) % digitsPerProgress === 0) onProgress((digit + 1) / count);
  }
  model.dispose();
  return correct / count;
}
