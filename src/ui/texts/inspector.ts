import { formatCount } from '../../sparsity/verdict';

// Texts of the sections of the details.

export const magnitudeTexts = {
  plot: 'Histogram of abs(w)',
  axis: 'Axis',
  counts: 'Counts',
  linear: 'Linear',
  log: 'Log',
  slider: 'Threshold: treat abs(w) up to this as zero',
  /** `abs(w) ≤ 0.02: 61.3 % zeros` */
  sliderValue: (threshold: string, share: string) => `abs(w) ≤ ${threshold}: ${share} zeros`,
  exactZeros: (share: string) => `exact zeros only: ${share} zeros`,
  zeros: 'Zeros',
  /** `75.0 % → 81.2 %` */
  change: (before: string, after: string) => `${before} → ${after}`,
  energy: 'Energy kept',
  energyTitle: 'Sum of the squares of the weights that stay, over that of all weights',
  whatIf: 'Verdict',
  rounding: 'Rounding',
  roundingExplains: (zeros: number, share: string) => `explains about ${formatCount(zeros)} zeros (${share} of them)`,
  roundingUnknown: 'not known: all other weights are one step from zero',
  apart: 'Apart',
  notFinite: (count: number) => `${formatCount(count)} NaN or infinite, never zero`,
  scaledToZero: (count: number) => `${formatCount(count)} with scale 0, worth 0`,
  noMagnitudes: 'All weights are zero',
  reading: (share: number) => `Reading magnitudes…${share > 0 ? ` ${Math.floor(share * 100)} %` : ''}`,
  read: (size: string) => `Read magnitudes (${size})`,
  failed: (message: string) => `Magnitudes cannot be read: ${message}`,
  notInReview: 'A review file has no values of weights. Open the model to see magnitudes.',
  stripZero: 'zero',
  stripSmall: 'counted as zero',
  stripKept: 'kept',
};

export const quantizationTexts = {
  quantization: 'Quantized',
  none: 'no',
  unreadable: (message: string) => `scales cannot be read: ${message}`,
  tensor: 'per tensor',
  channels: (count: number, dimension: number) => `in ${formatCount(count)} channels of dimension ${dimension}`,
  blocks: (count: number, size: number) => `in ${formatCount(count)} blocks of ${formatCount(size)} weights`,
  multiAxis: (shape: string) => `along several dimensions, ${shape} scales`,
  scale: 'Scale',
  scales: 'Scales',
  /** `0.001 to 0.02, median 0.004` */
  range: (least: string, largest: string, median: string | undefined) =>
    least === largest ? least : `${least} to ${largest}${median === undefined ? '' : `, median ${median}`}`,
  zeroPoint: 'Zero point',
  zeroPoints: 'Zero points',
  strip: 'Scale of each channel',
  stripRange: (largest: string) => `Scales by channel, 0 to ${largest}`,
  zeroScales: 'Scale 0',
  zeroChannels: 'All-zero',
  table: 'Channels',
  channel: 'Channel',
  zeros: 'Zeros',
  show: 'List channels',
  hide: 'Hide channels',
  goTo: (channel: number) => `Channel ${formatCount(channel)}: show on the map`,
  more: (count: number) => `and ${formatCount(count)} more`,
};

export const fillTexts = {
  blocks: 'Blocks',
  chart: 'Blocks by number of non-zeros',
  caption: 'Blocks by their number of non-zeros:',
  /** `2 of 4 non-zero: 1,234 blocks (12.3 %)` */
  fill: (nonzeros: number, of: number, blocks: number, share: string) =>
    `${nonzeros} of ${of} non-zero: ${formatCount(blocks)} ${blocks === 1 ? 'block' : 'blocks'} (${share})`,
  exactly: (zeros: number, of: number) => `Exactly ${zeros} ${zeros === 1 ? 'zero' : 'zeros'} in every block of ${of}`,
  atLeast: (zeros: number, most: number, of: number) => `${zeros} to ${most} zeros in a block of ${of}`,
};

export const modelPageTexts = {
  region: 'Model details',
  back: 'Back to the tensor',
  reading: 'Reading…',
  zeros: 'Zeros',
  zerosOf: (share: string, zeros: number, weights: number) =>
    `${share} (${formatCount(zeros)} of ${formatCount(weights)} weights)`,
  status: 'Tensors by status',
  worst: 'Largest share of broken blocks',
  noneBroken: (pattern: string) => `No block breaks ${pattern}`,
  noneForBlocks: 'No block breaks a pattern of all-zero blocks',
  broken: (share: string, violating: number, blocks: number) =>
    `${share} (${formatCount(violating)} of ${formatCount(blocks)} blocks)`,
  sparse: 'Stored sparse',
  noneSparse: 'none',
  sparseTensors: (count: number, bytes: string | undefined) =>
    `${formatCount(count)} ${count === 1 ? 'tensor' : 'tensors'}${bytes === undefined ? '' : `, ${bytes}`}`,
  more: (count: number) => `and ${formatCount(count)} more`,
  coverage: 'Coverage',
  notRead: 'Not read',
  notReadTensors: (count: number) => `${formatCount(count)} ${count === 1 ? 'tensor' : 'tensors'} so far`,
  filter: (status: string) => `List only: ${status}`,
};
