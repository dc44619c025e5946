import type { TensorSizes } from '../../sparsity/sizes';
import type { TargetVerdict } from '../../sparsity/targetResult';
import { formatCount } from '../../sparsity/verdict';

// Texts about targets and sizes.

/** Sizes that the page shows. The last three are not in the report. */
export type SizeName = keyof TensorSizes | 'bitmask' | 'gzip' | 'smallest';

export const sizeLabels: Readonly<Record<SizeName, string>> = {
  stored: 'As stored',
  dense: 'Dense',
  csr: 'CSR',
  'block:1x4': '1 × 4 blocks',
  'block:1x16': '1 × 16 blocks',
  packed2of4: '2 of 4, packed',
  'tflm-decode': 'TFLM_DECODE',
  bitmask: 'Bitmask and values',
  gzip: 'Dense, gzip',
  smallest: 'Smallest for each tensor',
};

export const worthTexts = {
  section: 'Does it pay?',
  waiting: 'Checking targets…',
  failed: (message: string) => `Targets and sizes are not known: ${message}`,
  preview: 'A preview has no targets and sizes. Open the file to see them.',
  read: (size: string) => `Check targets (reads ${size} again)`,
  nothing: { heading: 'Nothing to gain', text: 'almost no weight is zero.' },
  /** @param encoding `stored sparse` */
  larger: (encoding: string, stored: string, dense: string) => ({
    heading: 'Larger',
    text: `${encoding}, ${stored} instead of ${dense} dense.`,
  }),
  smaller: (encoding: string, stored: string, dense: string) => ({
    heading: 'Smaller',
    text: `${encoding}, ${stored} instead of ${dense} dense.`,
  }),
  sameSize: (encoding: string, stored: string) => ({
    heading: 'Not smaller',
    text: `${encoding}, ${stored}, as many bytes as stored dense.`,
  }),
  notSmaller: (better: string) => ({
    heading: 'Not smaller',
    text: `stored dense, zeros take the same bytes as other weights.${better}`,
  }),
  better: (encoding: string, bytes: string, share: string) =>
    ` Stored as ${encoding}, it would take ${bytes} (${share}).`,
  noneBetter: ' No encoding in a .tflite file would be smaller.',
  notFaster: {
    heading: 'Not faster in LiteRT',
    text: 'the sparse kernels of LiteRT and XNNPACK cannot use this tensor, so zeros are multiplied like other weights.',
  },
  canBeFaster: (runtime: string) => ({
    heading: 'Can be faster in LiteRT',
    text: `${runtime} can skip zeros of this tensor.`,
  }),
  speedUnknown: { heading: 'Speed in LiteRT', text: 'not known, see below.' },
  targets: 'Targets',
  verdicts: { eligible: 'eligible', 'not-eligible': 'not eligible', unknown: 'not known' } satisfies Record<
    TargetVerdict,
    string
  >,
  groups: {
    runs: 'Runs the file',
    compiles: 'Compiles or converts the file',
    fits: 'Other formats: the weights would fit',
  },
  goal: 'goal',
  docs: 'Docs',
  docsOf: (target: string) => `Documentation of ${target}`,
  goTo: (place: string) => `Show weight ${place} on the map`,
  notChosen: 'Eligible does not mean chosen: the runtime or the compiler decides.',
  bytes: 'Bytes',
  chart: 'Bytes by encoding',
  asStored: 'Dense, as stored',
  figure: (bytes: string, share: string) => `${bytes}, ${share}`,
  doesNotPay: 'does not pay',
  noGzip: 'A review file has no values, so the size after gzip is not known.',
};

export const modelWorthTexts = {
  bytes: 'Bytes of the weights',
  now: 'Now',
  /** `3 of 4 tensors` */
  tensors: (count: number, total: number) => `${formatCount(count)} of ${formatCount(total)} tensors`,
  eligible: (count: number, total: number) => `${formatCount(count)} of ${formatCount(total)} eligible`,
  more: (count: number) => `and ${formatCount(count)} more`,
  checking: 'Checking sizes…',
  unread: 'Not known until the weights are read.',
  unknown: (count: number) => `Not known for ${formatCount(count)} ${count === 1 ? 'tensor' : 'tensors'}`,
};
