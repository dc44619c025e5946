// The first 8 rows and 16 columns of a tensor in each sample. Bit 0 is column 0, 1 is non-zero. A test compares them with the files.
const dense = [0x6a5a, 0x395a, 0x95cc, 0x3aca, 0x6c39, 0x65a6, 0xcc53, 0x69c6];

export type SampleMask = {
  readonly tensor: number;
  readonly rows: readonly number[];
  /** The block of 4 that breaks the pattern. */
  readonly broken?: { readonly row: number; readonly block: number };
  /** Zeros are not stored, and not drawn. */
  readonly isSparse?: boolean;
};

/** By the name of the file. */
export const sampleMasks: Readonly<Record<string, SampleMask>> = {
  'mnist-2by4-float32.tflite': { tensor: 3, rows: [0x95cc, 0x3665, 0xa993, 0xc666, 0xaacc, 0xcac6, 0x39a3, 0x9a65] },
  'mnist-2by4-int8.tflite': { tensor: 5, rows: dense },
  'mnist-2by4-int8-12-violations.tflite': {
    tensor: 5,
    rows: [0x6a5e, ...dense.slice(1)],
    broken: { row: 0, block: 0 },
  },
  'mnist-2by4-int8-stored-sparse.tflite': { tensor: 5, rows: dense, isSparse: true },
  'mnist-unpruned-float32.tflite': { tensor: 5, rows: Array.from({ length: 8 }, () => 0xffff) },
};
