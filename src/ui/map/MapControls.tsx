import { ArrowRightLeft } from 'lucide-react';
import { type Coloring, colorings } from '../../heatmap/coloring';
import { selectedTensor } from '../../state/store';
import { layoutsOf, parseView, viewOf, viewText } from '../../views/matrixView';
import { useActions, useApp } from '../shell/appContext';
import { coloringNames, controlTexts, layoutName } from '../texts/map';
import { PatternControl } from './PatternControl';

/** Pattern, view and coloring of the map. */
export function MapControls() {
  const atlas = useApp((state) => state.atlas);
  return (
    <div className="map-controls">
      <PatternControl />
      {!atlas && (
        <span className="display-controls">
          <ViewControl />
          <ColorControl />
        </span>
      )}
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
        <select
          aria-label={controlTexts.view}
          title={controlTexts.view}
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
      )}
      <label className="check-icon" title={controlTexts.transpose}>
        <input
          type="checkbox"
          aria-label={controlTexts.transpose}
          checked={transposed}
          onChange={(event) => void chooseView({ layout: choice.layout, transposed: event.target.checked })}
        />
        <ArrowRightLeft size={14} aria-hidden="true" />
      </label>
    </span>
  );
}

function ColorControl() {
  const coloring = useApp((state) => state.coloring);
  const comparing = useApp((state) => state.comparison !== undefined || state.compareNext !== undefined);
  const { chooseColoring } = useActions();
  return (
    <select
      aria-label={controlTexts.color}
      title={controlTexts.color}
      value={coloring}
      onChange={(event) => chooseColoring(event.target.value as Coloring)}
    >
      {colorings
        .filter((name) => name !== 'compare' || comparing)
        .map((name) => (
          <option key={name} value={name}>
            {coloringNames[name]}
          </option>
        ))}
    </select>
  );
}
