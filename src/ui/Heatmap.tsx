import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Place } from '../heatmap/viewport';
import { viewOf } from '../sparsity/matrixView';
import { blockSizeOf } from '../sparsity/pattern';
import type { Picture } from '../sparsity/picture';
import { counted, judgedTensor, percent, verdictInWords } from '../sparsity/verdict';
import { elementCount } from '../sparsity/weightMatrix';
import { selectedWeight } from '../state/store';
import { useApp, useAppValue } from './appContext';
import { type MapController, mapController, type Violation } from './mapController';
import { Readout } from './Readout';
import { useTheme } from './theme';

/** What was last said of a picture; it goes with it. */
type Announcement = { readonly picture: Picture; readonly text: string };

/** The map of the selected tensor: a canvas that the controller draws on, with axes over it. */
export function Heatmap() {
  const { store, actions } = useAppValue();
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<SVGSVGElement>(null);
  const margins = useRef<HTMLCanvasElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const controller = useRef<MapController>(undefined);
  const [hovered, setHovered] = useState<Place>();
  const [announced, setAnnounced] = useState<Announcement>();
  const picture = useApp(({ map }) => (map.phase === 'ready' ? map.picture : undefined));
  const theme = useTheme();
  const label = useMapLabel();
  const failure = useApp(({ map }) => (map.phase === 'failed' ? map.message : undefined));
  const loading = useApp(({ map }) => map.phase === 'loading');

  useEffect(() => {
    const elements = {
      canvas: canvas.current!,
      overlay: overlay.current!,
      margins: margins.current!,
      minimap: minimap.current!,
    };
    const made = mapController(elements, store, actions, setHovered);
    controller.current = made;
    return () => made.destroy();
  }, [store, actions]);

  useEffect(() => controller.current?.setTheme(theme), [theme]);

  function goToViolation(step: 1 | -1): void {
    const violation = controller.current?.goToViolation(step);
    const { map } = store.getState();
    if (map.phase !== 'ready') return;
    const text = violation ? violationInWords(violation, map.picture) : 'No block violates the pattern.';
    setAnnounced({ picture: map.picture, text });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.shiftKey ? 0.5 : 0.1;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => controller.current?.pan(-step, 0),
      ArrowRight: () => controller.current?.pan(step, 0),
      ArrowUp: () => controller.current?.pan(0, -step),
      ArrowDown: () => controller.current?.pan(0, step),
      '+': () => controller.current?.zoomBy(1.5),
      '=': () => controller.current?.zoomBy(1.5),
      '-': () => controller.current?.zoomBy(1 / 1.5),
      '0': () => controller.current?.fit(),
      ']': () => goToViolation(1),
      '[': () => goToViolation(-1),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <>
      <div className="map-surface">
        <canvas ref={margins} className="margins" />
        <canvas ref={canvas} role="img" aria-label={label} tabIndex={0} onKeyDown={onKeyDown} />
        <svg ref={overlay} aria-hidden="true" />
        {failure && <p className="map-message">{failure}</p>}
        {loading && <LoadingMessage />}
      </div>
      <canvas ref={minimap} className="minimap" hidden />
      <div className="map-bar">
        <Readout place={hovered} announced={announced?.picture === picture ? announced?.text : undefined} />
        <div className="map-tools">
          <button
            type="button"
            onClick={() => controller.current?.zoomBy(1.5)}
            aria-label="Zoom in"
            title="Zoom in (+)"
          >
            +
          </button>
          <button
            type="button"
            onClick={() => controller.current?.zoomBy(1 / 1.5)}
            aria-label="Zoom out"
            title="Zoom out (-)"
          >
            −
          </button>
          <button type="button" onClick={() => controller.current?.fit()} title="The whole tensor (0, double click)">
            Fit
          </button>
          <ViolationSteps goTo={goToViolation} />
        </div>
      </div>
    </>
  );
}

function LoadingMessage() {
  const share = useApp(({ map }) => (map.phase === 'loading' ? map.share : undefined));
  const { cancelDrawing } = useAppValue().actions;
  if (share === undefined) return <p className="map-message quiet">Reading the weights …</p>;
  return (
    <div className="map-message">
      <p>
        Reading the weights … <progress aria-label="Reading the weights" max={1} value={share} />{' '}
        <button type="button" onClick={cancelDrawing}>
          Cancel
        </button>
      </p>
    </div>
  );
}

function ViolationSteps({ goTo }: { goTo(step: 1 | -1): void }) {
  const any = useApp(({ map }) => map.phase === 'ready' && map.picture.violationCount > 0);
  if (!any) return null;
  return (
    <>
      <button type="button" onClick={() => goTo(-1)} aria-label="Previous violation" title="Previous violation ([)">
        ‹
      </button>
      <button type="button" onClick={() => goTo(1)} aria-label="Next violation" title="Next violation (])">
        ›
      </button>
    </>
  );
}

/** `Violation 2 of 12: row 93, columns 2,044 to 2,047` */
function violationInWords({ number, row, block }: Violation, picture: Picture): string {
  const of = blockSizeOf(picture.summary.pattern).columns;
  const last = Math.min((block + 1) * of, picture.view.columnCount) - 1;
  const place = `row ${counted(row)}, columns ${counted(block * of)} to ${counted(last)}`;
  return `Violation ${counted(number + 1)} of ${counted(picture.violationCount)}: ${place}`;
}

/** The map in words, for whoever cannot see it. */
function useMapLabel(): string {
  const weight = useApp(selectedWeight);
  const pattern = useApp((state) => state.pattern);
  const view = useApp((state) => state.view);
  const counts = useApp((state) => {
    const result = state.results.get(state.selected ?? '');
    return result?.phase === 'done' ? result.counts : undefined;
  });
  if (!weight) return 'Non-zero map, no tensor chosen';
  const { rowCount, columnCount } = viewOf(weight, view);
  const size = `${counted(rowCount)} ${rowCount === 1 ? 'row' : 'rows'} by ${counted(columnCount)} ${columnCount === 1 ? 'column' : 'columns'}`;
  const name = `Non-zero map of ${weight.name || 'a tensor without a name'}, ${size}`;
  if (!counts) return name;
  const zeros = elementCount(weight) === 0 ? '' : `, ${percent(1 - counts.nonzeros / elementCount(weight))} zeros`;
  return `${name}${zeros}, ${verdictInWords(judgedTensor(weight, counts, pattern), pattern)}`;
}
