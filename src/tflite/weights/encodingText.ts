import type { StoredLevel } from './storage';
import type { Encoding } from './weightTensor';

/** How weights are stored, for a label; empty for `dense`. */
export const encodingNames: Readonly<Record<Encoding, string>> = {
  dense: '',
  sparse: 'stored sparse',
  shuffled4x16: 'stored in 4 × 16 tiles',
  'tflm-decode': 'compressed for TFLM_DECODE',
  'tflm-lut': 'stored with lookup tables',
};

/** `CSR over inputs`, or `CSR over blocks of 4 inputs` if the dimension is split into blocks. */
export function levelsText(levels: readonly StoredLevel[], rank: number): string {
  const compressed = levels.filter(({ format }) => format === 'csr');
  if (compressed.length === 0) return 'no compressed dimension';
  const names = compressed.map(({ dimension }) => {
    const name = dimensionNames[rank]?.[dimension] ?? `dimension ${dimension}`;
    const blockSize = levels.find((level) => level.dimension === dimension && level.blockSize !== undefined)?.blockSize;
    return blockSize === undefined ? name : `blocks of ${blockSize} ${name}`;
  });
  return `CSR over ${names.join(' and ')}`;
}

/** Names of the dimensions of dense layers and convolution filters. */
const dimensionNames: Readonly<Record<number, readonly string[]>> = {
  2: ['outputs', 'inputs'],
  4: ['outputs', 'rows', 'columns', 'inputs'],
};
