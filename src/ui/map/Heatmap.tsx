import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { Place } from '../../heatmap/viewport';
import { selectedTensor } from '../../state/store';
import { viewOf } from '../../views/matrixView';
import { type CommandTargets, useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { usePrinting } from '../shell/printing';
import { useTheme } from '../shell/theme';
import { surfaceTexts } from '../texts/map';
import { useAnnouncements } from './announcements';
import { rowLabelWidth } from './mapAxes';
import { type MapController, mapController } from './mapController';
import { mapLabel } from './mapLabel';
import { Readout } from './Readout';
import { ZoomButtons } from './ZoomButtons';

/**
 * The map of the selected tensor: a canvas that the controller draws on, with axes in an SVG above it.
 * @param isGuest in the page of a host
 */
export function Heatmap({ isGuest = false }: { isGuest?: boolean }) {
  const [hovered, setHovered] = useState<Place>();
  const { elements, controller } = useMapController(setHovered, isGuest);
  const { announced, sayView, sayViolation } = useAnnouncements();
  const label = useApp(mapLabel);
  const failure = useApp(({ map }) => (map.phase === 'failed' ? map.message : undefined));
  const loading = useApp(({ map }) => map.phase === 'loading');
  const rowLabels = useApp((state) => {
    const tensor = selectedTensor(state);
    return tensor ? rowLabelWidth(viewOf(tensor, state.view)) : 0;
  });

  const map: NonNullable<CommandTargets['map']> = {
    pan(columns, rows) {
      controller.current?.pan(columns, rows);
      sayView();
    },
    zoomBy(factor) {
      controller.current?.zoomBy(factor);
      sayView();
    },
    fit() {
      controller.current?.fit();
      sayView();
    },
    goToViolation: (step) => sayViolation(controller.current?.goToViolation(step)),
  };
  useRegister({ map });

  return (
    <>
      <div className="map-surface" style={{ '--row-labels': `${rowLabels}px` } as CSSProperties}>
        <canvas ref={elements.margins} className="margins" />
        <canvas ref={elements.canvas} role="img" aria-label={label} tabIndex={0} />
        <svg ref={elements.overlay} aria-hidden="true" />
        {failure && <p className="map-message">{failure}</p>}
        {loading && <LoadingMessage />}
      </div>
      <canvas ref={elements.minimap} className="minimap" hidden />
      <div className="map-bar">
        <Readout place={hovered} announced={announced} hint={isGuest ? surfaceTexts.embeddedHint : surfaceTexts.hint} />
        <div className="map-tools">
          <ZoomButtons zoomBy={map.zoomBy} fit={map.fit} fitTitle={surfaceTexts.fitTitle} />
          <ViolationSteps goTo={map.goToViolation} />
        </div>
      </div>
    </>
  );
}

/** A controller for as long as the component is mounted. It follows the theme and printing. */
function useMapController(onHover: (place: Place | undefined) => void, isGuest: boolean) {
  const { store, actions } = useAppValue();
  const elements = {
    canvas: useRef<HTMLCanvasElement>(null),
    overlay: useRef<SVGSVGElement>(null),
    margins: useRef<HTMLCanvasElement>(null),
    minimap: useRef<HTMLCanvasElement>(null),
  };
  const { canvas, overlay, margins, minimap } = elements;
  const controller = useRef<MapController>(undefined);
  const theme = useTheme();
  const printing = usePrinting();

  useEffect(() => {
    const mapElements = {
      canvas: canvas.current!,
      overlay: overlay.current!,
      margins: margins.current!,
      minimap: minimap.current!,
    };
    const created = mapController(mapElements, store, actions, onHover, isGuest);
    controller.current = created;
    return () => created.destroy();
  }, [store, actions, onHover, isGuest, canvas, overlay, margins, minimap]);

  useEffect(() => controller.current?.setTheme(theme), [theme]);

  const wasPrinting = useRef(printing);
  useEffect(() => {
    if (wasPrinting.current !== printing) controller.current?.redraw();
    wasPrinting.current = printing;
  }, [printing]);

  return { elements, controller };
}

function LoadingMessage() {
  const share = useApp(({ map }) => (map.phase === 'loading' ? map.share : undefined));
  const { cancelDrawing } = useAppValue().actions;
  if (share === undefined) return <p className="map-message quiet">{surfaceTexts.reading}</p>;
  return (
    <div className="map-message">
      <p>
        {surfaceTexts.reading} <progress aria-label={surfaceTexts.readingLabel} max={1} value={share} />{' '}
        <button type="button" onClick={cancelDrawing}>
          {surfaceTexts.cancel}
        </button>
      </p>
    </div>
  );
}

function ViolationSteps({ goTo }: { goTo(step: 1 | -1): void }) {
  const hasViolations = useApp(({ map }) => map.phase === 'ready' && map.tensorMap.violationCount > 0);
  if (!hasViolations) return null;
  return (
    <>
      <button
        type="button"
        onClick={() => goTo(-1)}
        aria-label={surfaceTexts.previousViolation}
        title={`${surfaceTexts.previousViolation} ([)`}
      >
        ‹
      </button>
      <button
        type="button"
        onClick={() => goTo(1)}
        aria-label={surfaceTexts.nextViolation}
        title={`${surfaceTexts.nextViolation} (])`}
      >
        ›
      </button>
    </>
  );
}
