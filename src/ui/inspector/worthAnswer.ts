import { formatBytes } from '../../sparsity/byteSize';
import type { TensorSizes } from '../../sparsity/sizes';
import type { TargetName, TargetResult, Worth } from '../../sparsity/targetResult';
import { smallestSize } from '../../state/modelWorth';
import { encodingNames } from '../../tflite/weights/encodingText';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { targetLabels } from '../texts/goal';
import { type SizeName, sizeLabels, worthTexts } from '../texts/worth';

/** A sentence: its first words, and the rest. */
export type AnswerLine = { readonly heading: string; readonly text: string };

// As the status "not pruned".
const fewZeros = 0.01;

/**
 * Whether the zeros of a tensor make it smaller or faster, as the file is.
 * @param sparsity share of zeros, 0 to 1
 */
export function worthAnswer(
  { encoding }: Pick<WeightTensor, 'encoding'>,
  { sizes, targets }: Pick<Worth, 'sizes' | 'targets'>,
  sparsity: number,
): readonly AnswerLine[] {
  if (sparsity < fewZeros && encoding === 'dense') return [worthTexts.nothing];
  return [sizeLine(encoding, sizes), speedLine(targets)];
}

function sizeLine(encoding: WeightTensor['encoding'], sizes: TensorSizes): AnswerLine {
  const { stored, dense } = sizes;
  if (encoding !== 'dense') {
    if (stored === dense) return worthTexts.sameSize(encodingNames[encoding], formatBytes(stored));
    const text = stored < dense ? worthTexts.smaller : worthTexts.larger;
    return text(encodingNames[encoding], formatBytes(stored), formatBytes(dense));
  }
  const smallest = smallestSize(sizes);
  if (smallest.bytes >= stored) return worthTexts.notSmaller(worthTexts.noneBetter);
  const share = shareText(smallest.bytes / dense);
  return worthTexts.notSmaller(worthTexts.better(sizeLabels[smallest.encoding], formatBytes(smallest.bytes), share));
}

const runtimes: readonly TargetName[] = ['litert-sparse-fc', 'xnnpack-sparse'];

function speedLine(targets: readonly TargetResult[]): AnswerLine {
  const results = targets.filter(({ target }) => runtimes.includes(target));
  const eligible = results.find(({ verdict }) => verdict === 'eligible');
  if (eligible) return worthTexts.canBeFaster(targetLabels[eligible.target]);
  return results.some(({ verdict }) => verdict === 'unknown') ? worthTexts.speedUnknown : worthTexts.notFaster;
}

/** `62 %`; with a decimal if it would read as 100 % and is not. */
export function shareText(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded === 100 && share !== 1 ? `${(100 * share).toFixed(1)} %` : `${rounded} %`;
}

/** A bar of the chart. */
export type SizeBar = {
  readonly name: SizeName;
  readonly label: string;
  readonly bytes: number;
  readonly grows: boolean;
};

const barOrder: readonly SizeName[] = [
  ...(['stored', 'dense', 'csr', 'block:1x4', 'block:1x16', 'packed2of4', 'bitmask', 'tflm-decode', 'gzip'] as const),
];

/**
 * The bars of a tensor, without encodings that cannot hold it.
 * @param gzip bytes, if known
 */
export function sizeBars(sizes: TensorSizes, counts: Counts | undefined, gzip: number | undefined): readonly SizeBar[] {
  const { stored, dense } = sizes;
  const all: Partial<Record<SizeName, number | undefined>> = {
    ...sizes,
    bitmask: counts && bitmaskBytes(dense, counts),
    gzip,
  };
  const isDense = stored === dense;
  return barOrder.flatMap((name) => {
    const bytes = all[name];
    if (bytes === undefined || (name === 'stored' && isDense)) return [];
    const label = name === 'dense' && isDense ? worthTexts.asStored : sizeLabels[name];
    return [{ name, label, bytes, grows: bytes > dense }];
  });
}

type Counts = { readonly elements: number; readonly nonzeros: number };

/** A bit per weight, and the values that are not zero. */
function bitmaskBytes(dense: number, { elements, nonzeros }: Counts): number | undefined {
  if (elements === 0) return undefined;
  return Math.ceil(elements / 8) + Math.ceil((dense / elements) * nonzeros);
}
