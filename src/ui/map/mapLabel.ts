import { judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import { type AppState, selectedTensor } from '../../state/store';
import { elementCount } from '../../tflite/weights/weightTensor';
import { viewOf } from '../../views/matrixView';
import { shortenedName } from '../shell/formatting';
import { mapLabelTexts } from '../texts/map';

/** The accessible name of the map: tensor, size, zeros and verdict. */
export function mapLabel(state: AppState): string {
  const tensor = selectedTensor(state);
  if (!tensor) return mapLabelTexts.nothingSelected;
  const { rowCount, columnCount } = viewOf(tensor, state.view);
  const name = mapLabelTexts.map(shortenedName(tensor.name), rowCount, columnCount);
  const result = state.results.get(state.selected ?? '');
  if (result?.phase !== 'done') return name;
  const { counts } = result;
  const zeros = elementCount(tensor) === 0 ? '' : `, ${percent(1 - counts.nonzeros / elementCount(tensor))} zeros`;
  return `${name}${zeros}, ${verdictText(judgedTensor(tensor, counts, state.pattern), state.pattern)}`;
}
