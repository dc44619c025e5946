import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digits, digitsIn } from '../../src/training/mnist';
import { mnistFolder } from '../mnistFiles';

/** The 60,000 training digits or the 10,000 test digits. @throws Error if the files are not those of MNIST */
export function digits(part: 'train' | 't10k'): Digits {
  const file = (name: string) => readFileSync(join(mnistFolder(), `${part}-${name}`));
  return digitsIn(file('images-idx3-ubyte'), file('labels-idx1-ubyte'));
}
