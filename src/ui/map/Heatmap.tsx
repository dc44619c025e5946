import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type { Place } from '../../heatmap/viewport';
import { type CommandTargets, useRegister } from '../commands/commandTargets';
import { useActions, useApp, useAppValue } from '../shell/appContext';
import { useFocusAfterOpening } from '../shell/focusAfterOpening';
import { usePrinting } from '../shell/printing';
import { useTheme } from '../shell/theme';
import { surfaceTexts } from '../texts/map';
import { useAnnouncements } from './announcements';
import { MapFrame } from './MapFrame';
import { type MapController, mapController } from './mapController';
import { mapLabel } from './mapLabel';
import { Readout } from './Readout';
import type { Point } from './underPointer';
import { ZoomButtons } from './ZoomButtons';

type HeatmapProps = {
  /** In the page of a host, which has no status bar and no room for overlays. */
  readonly isGuest?: boolean;
  /** False: closed. */
  readonly legend?: ReactNode;
  toggleLegend?(): void;
};

/** The map of the selected tensor: a canvas that the controller draws on, with axes in an SVG above it. */
export function Heatmap({ isGuest = false, legend, toggleLegend = () => {} }: HeatmapProps) {
  const [hovered, setHovered] = useState<Place>();
  const [chosen, setChosen] = useState<Point>();
  const { elements, controller } = useMapController({ onHover: setHovered, onChosen: setChosen, isGuest });
  const { announced, sayView, sayViolation } = useAnnouncements();

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

  const hint = isGuest ? surfaceTexts.embeddedHint : surfaceTexts.hint;
  const readout = <Readout place={hovered} announced={announced} hint={hint} />;
  const overview = <canvas ref={elements.minimap} className="map-overlay minimap" data-corner="top-right" hidden />;
  if (!isGuest) {
    return (
      <MapFrame
        surface={<Surface elements={elements} />}
        overview={overview}
        legend={legend}
        toggleLegend={toggleLegend}
        readout={readout}
        zoomBy={map.zoomBy}
        fit={map.fit}
        fitTitle={surfaceTexts.fitTitle}
        chosen={chosen}
      />
    );
  }
  return (
    <>
      <Surface elements={elements} />
      {overview}
      <div className="map-bar">
        {readout}
        <div className="map-tools">
          <ZoomButtons zoomBy={map.zoomBy} fit={map.fit} fitTitle={surfaceTexts.fitTitle} />
          <ViolationSteps goTo={map.goToViolation} />
        </div>
      </div>
    </>
  );
}

type MapRefs = {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<SVGSVGElement | null>;
  readonly margins: RefObject<HTMLCanvasElement | null>;
  readonly minimap: RefObject<HTMLCanvasElement | null>;
};

function Surface({ elements }: { elements: MapRefs }) {
  const label = useApp(mapLabel);
  useFocusAfterOpening(elements.canvas);
  const failure = useApp(({ map }) => (map.phase === 'failed' ? map : undefined));
  const { retryMap } = useActions();
  const loading = useApp(({ map }) => map.phase === 'loading');
  return (
    <div className="map-surface">
      <canvas ref={elements.margins} className="margins" />
      <canvas ref={elements.canvas} role="img" aria-label={label} tabIndex={0} />
      <svg ref={elements.overlay} aria-hidden="true" />
      {failure && (
        <div className="map-message">
          <p>{failure.message}</p>
          {failure.again && (
            <button type="button" onClick={retryMap}>
              {failure.again === 'open' ? surfaceTexts.openAgain : surfaceTexts.readAgain}
            </button>
          )}
        </div>
      )}
      {loading && <LoadingMessage />}
    </div>
  );
}

type ControllerOptions = {
  onHover(place: Place | undefined): void;
  onChosen(point: Point | undefined): void;
  readonly isGuest: boolean;
};

/** A controller for as long as the component is mounted. It follows the theme and printing. */
function useMapController({ onHover, onChosen, isGuest }: ControllerOptions) {
  const { store, actions } = useAppValue();
  const elements: MapRefs = {
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
    const created = mapController(mapElements, store, actions, onHover, isGuest, onChosen);
    controller.current = created;
    return () => created.destroy();
  }, [store, actions, onHover, onChosen, isGuest, canvas, overlay, margins, minimap]);

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
  if (share === undefined) {
    return (
      <div className="map-message">
        <p className="quiet">{surfaceTexts.reading}</p>
      </div>
    );
  }
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
