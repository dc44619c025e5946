import { counted, judgedTensor, percent, verdictInWords } from '../../sparsity/verdict';
import { type AppState, selectedWeight } from '../../state/store';
import { elementCount } from '../../tflite/weights/weightMatrix';
import { viewOf } from '../../views/matrixView';

/** The map in words, for whoever cannot see it. */
export function mapLabel(state: AppState): string {
  const weight = selectedWeight(state);
  if (!weight) return 'Non-zero map, no tensor chosen';
  const { rowCount, columnCount } = viewOf(weight, state.view);
  const size = `${counted(rowCount)} ${rowCount === 1 ? 'row' : 'rows'} by ${counted(columnCount)} ${columnCount === 1 ? 'column' : 'columns'}`;
  const name = `Non-zero map of ${weight.name || 'a tensor without a name'}, ${size}`;
  const result = state.results.get(state.selected ?? '');
  if (result?.phase !== 'done') return name;
  const { counts } = result;
  const zeros = elementCount(weight) === 0 ? '' : `, ${percent(1 - counts.nonzeros / elementCount(weight))} zeros`;
  return `${name}${zeros}, ${verdictInWords(judgedTensor(weight, counts, state.pattern), state.pattern)}`;
}
