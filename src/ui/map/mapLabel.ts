import { formatCount, judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import { type AppState, selectedTensor } from '../../state/store';
import { elementCount } from '../../tflite/weights/weightTensor';
import { viewOf } from '../../views/matrixView';

/** The accessible name of the map: tensor, size, zeros and verdict. */
export function mapLabel(state: AppState): string {
  const tensor = selectedTensor(state);
  if (!tensor) return 'Non-zero map, no tensor chosen';
  const { rowCount, columnCount } = viewOf(tensor, state.view);
  const size = `${formatCount(rowCount)} ${rowCount === 1 ? 'row' : 'rows'} by ${formatCount(columnCount)} ${columnCount === 1 ? 'column' : 'columns'}`;
  const name = `Non-zero map of ${tensor.name || 'a tensor without a name'}, ${size}`;
  const result = state.results.get(state.selected ?? '');
  if (result?.phase !== 'done') return name;
  const { counts } = result;
  const zeros = elementCount(tensor) === 0 ? '' : `, ${percent(1 - counts.nonzeros / elementCount(tensor))} zeros`;
  return `${name}${zeros}, ${verdictText(judgedTensor(tensor, counts, state.pattern), state.pattern)}`;
}
