import { arrayInputs } from './arrayInputs';
import { decodeInBrowser, type ImageRange, imageInputs } from './imageInputs';
import { type InputSet, zeroInputs } from './inputSet';
import { mnistFrom, mnistInputs } from './mnistInputs';
import { randomInputs } from './randomInputs';
import type { RunTensor } from './runTensor';

/** What models are run on. Plain data, so that it can be sent to a worker. */
export type InputChoice =
  | { readonly kind: 'random'; readonly seed: number; readonly count: number }
  | { readonly kind: 'zeros' }
  /** Files .npy and .npz. */
  | { readonly kind: 'arrays'; readonly files: readonly File[] }
  | { readonly kind: 'images'; readonly files: readonly File[]; readonly range: ImageRange }
  /** @param folder URL of the folder with the files of MNIST, ends with a slash */
  | { readonly kind: 'mnist'; readonly folder: string; readonly count: number };

/** @param inputs of the model @throws ModelError if the choice does not fit the model, or a file cannot be read */
export async function inputsOf(
  choice: InputChoice,
  inputs: readonly RunTensor[],
  signal?: AbortSignal,
): Promise<InputSet> {
  switch (choice.kind) {
    case 'random':
      return randomInputs(inputs, choice.seed, choice.count);
    case 'zeros':
      return zeroInputs(inputs);
    case 'arrays': {
      const files = choice.files.map(async (file) => ({
        name: file.name,
        bytes: new Uint8Array(await file.arrayBuffer()),
      }));
      return arrayInputs(inputs, await Promise.all(files), signal);
    }
    case 'images':
      return imageInputs(inputs, choice.files, choice.range, decodeInBrowser);
    case 'mnist':
      return mnistInputs(inputs, mnistFrom(choice.folder), choice.count);
  }
}
