import type { Pattern } from '../sparsity/pattern';
import { judgedTensor, shortVerdictText } from '../sparsity/verdict';
import { encodingNames } from '../tflite/weights/encodingText';
import { elementCount, operatorText, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { ComparedResult } from './comparison';
import type { TensorResult } from './store';
import { tensorStatus } from './tensorStatus';

/**
 * What the table of tensors can be sorted by. `model`: order of the file. `pattern`: verdict, then violating blocks. `violations` and `share`:
 * number and share of the violating blocks. `change`: zeros that a comparison has added or lost.
 */
export type SortColumn = 'model' | 'name' | 'sparsity' | 'pattern' | 'violations' | 'share' | 'time' | 'change';

export type Sort = { readonly column: SortColumn; readonly descending: boolean };

type Results = ReadonlyMap<string, TensorResult>;

/**
 * The rows of the table: the tensors that match a search, sorted.
 * @param query words that must all occur in name, operators, shape (`64x5x5x32`), type, key (`0:5`), verdict or status
 * @param compared results of a comparison by key, for the column `change`
 */
export function tableRows(
  tensors: readonly WeightTensor[],
  results: Results,
  pattern: Pattern,
  query: string,
  { column, descending }: Sort,
  compared: ReadonlyMap<string, ComparedResult> = new Map(),
): readonly WeightTensor[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found =
    words.length === 0
      ? tensors
      : tensors.filter((tensor) => {
          const text = searchText(tensor, results, pattern);
          return words.every((word) => text.includes(word));
        });
  if (column === 'model') return descending ? found.toReversed() : found;
  const ordered = found.map((tensor) => ({
    tensor,
    value:
      column === 'change' ? changeOf(compared.get(tensorKey(tensor))) : sortValue(tensor, results, pattern, column),
  }));
  // Tensors without a value come last in both directions. Equal ones keep the order of the model.
  ordered.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    const order = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return descending ? -order : order;
  });
  return ordered.map(({ tensor }) => tensor);
}

/** The text that a search matches, in lower case. */
export function searchText(tensor: WeightTensor, results: Results, pattern: Pattern): string {
  const shape = tensor.shape.join('x');
  // The names that the table shows and those of the report.
  const encoding = tensor.encoding === 'dense' ? '' : `${encodingNames[tensor.encoding]} ${tensor.encoding}`;
  const verdict = verdictText(tensor, results, pattern) ?? '';
  // As the page shows it: "dense" is part of many names.
  const status = tensorStatus(tensor, results.get(tensorKey(tensor)), pattern)?.replace('dense', 'not pruned') ?? '';
  return `${tensor.name} ${operatorText(tensor)} ${shape} ${tensor.type} ${tensorKey(tensor)} ${encoding} ${verdict} ${status}`.toLowerCase();
}

function verdictText(tensor: WeightTensor, results: Results, pattern: Pattern): string | undefined {
  const result = results.get(tensorKey(tensor));
  if (result?.phase === 'failed') return 'cannot be read';
  if (result?.phase !== 'done') return undefined;
  return shortVerdictText(judgedTensor(tensor, result.counts, pattern));
}

/** The number of zeros added and lost. */
function changeOf(result: ComparedResult | undefined): number | undefined {
  return result?.phase === 'done' ? result.changes.added + result.changes.lost : undefined;
}

function sortValue(
  tensor: WeightTensor,
  results: Results,
  pattern: Pattern,
  column: Exclude<SortColumn, 'model' | 'change'>,
): string | number | undefined {
  const result = results.get(tensorKey(tensor));
  if (column === 'name') return tensor.name.toLowerCase();
  if (result?.phase !== 'done') return undefined;
  const { nonzeros, blocks, conformingBlocks, milliseconds } = result.counts;
  if (column === 'time') return milliseconds;
  if (column === 'violations') return blocks - conformingBlocks;
  if (column === 'share') return blocks === 0 ? 0 : 1 - conformingBlocks / blocks;
  const elements = elementCount(tensor);
  if (column === 'sparsity') return elements === 0 ? undefined : 1 - nonzeros / elements;
  if (result.counts.zeroBlocks) return result.counts.zeroBlocks.weights / Math.max(1, elements - nonzeros);
  // By verdict, then by the number of violating blocks.
  const violating = String(blocks - conformingBlocks).padStart(16, '0');
  return `${verdictText(tensor, results, pattern)} ${violating}`;
}
