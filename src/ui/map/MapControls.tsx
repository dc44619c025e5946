import { type Coloring, colorings } from '../../heatmap/coloring';
import { selectedTensor } from '../../state/store';
import { layoutsOf, parseView, viewOf, viewText } from '../../views/matrixView';
import { AtlasToggle } from '../atlas/AtlasToggle';
import { useActions, useApp } from '../shell/appContext';
import { coloringNames, controlTexts, layoutName } from '../texts/map';
import { PatternControl } from './PatternControl';

/** Pattern, view, coloring and threshold of the map. */
export function MapControls() {
  const atlas = useApp((state) => state.atlas);
  return (
    <div className="map-controls">
      <PatternControl />
      {!atlas && <ViewControl />}
      {!atlas && <ColorControl />}
      {!atlas && <ThresholdControl />}
      <AtlasToggle />
    </div>
  );
}

function ViewControl() {
  const tensor = useApp(selectedTensor);
  const choice = useApp((state) => state.view);
  const { chooseView } = useActions();
  if (!tensor) return null;
  const layouts = layoutsOf(tensor);
  const { layout, transposed } = viewOf(tensor, choice);
  return (
    <span className="view-control">
      {layouts.length > 1 && (
        <label>
          {controlTexts.view}{' '}
          <select
            value={viewText({ layout, transposed: false })}
            onChange={(event) => void chooseView({ ...parseView(event.target.value), transposed })}
          >
            {layouts.map((offered) => {
              const text = viewText({ layout: offered, transposed: false });
              return (
                <option key={text} value={text}>
                  {layoutName(offered)}
                </option>
              );
            })}
          </select>
        </label>
      )}
      <label>
        <input
          type="checkbox"
          checked={transposed}
          onChange={(event) => void chooseView({ layout: choice.layout, transposed: event.target.checked })}
        />{' '}
        {controlTexts.transpose}
      </label>
    </span>
  );
}

/** Counts small weights as zero, to preview pruning by magnitude. The report always counts exact zeros. */
function ThresholdControl() {
  const threshold = useApp((state) => state.threshold);
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  const { chooseThreshold } = useActions();
  // A review file has no values of weights.
  if (isReview) return null;
  return (
    <label title={controlTexts.thresholdTitle}>
      {controlTexts.thresholdBefore}{' '}
      <input
        key={threshold}
        type="number"
        min={0}
        step="any"
        placeholder="0"
        defaultValue={threshold}
        aria-label={controlTexts.thresholdLabel}
        onBlur={({ target }) => choose(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && choose(event.currentTarget.value)}
      />{' '}
      {controlTexts.thresholdAfter}
    </label>
  );

  function choose(text: string): void {
    const value = Number(text);
    const next = text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
    if (next !== threshold) void chooseThreshold(next);
  }
}

function ColorControl() {
  const coloring = useApp((state) => state.coloring);
  const comparing = useApp((state) => state.comparison !== undefined || state.compareNext !== undefined);
  const { chooseColoring } = useActions();
  return (
    <label>
      {controlTexts.color}{' '}
      <select value={coloring} onChange={(event) => chooseColoring(event.target.value as Coloring)}>
        {colorings
          .filter((name) => name !== 'compare' || comparing)
          .map((name) => (
            <option key={name} value={name}>
              {coloringNames[name]}
            </option>
          ))}
      </select>
    </label>
  );
}
