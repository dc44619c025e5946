import { useEffect, useRef, useState } from 'react';
import type { Place } from '../../heatmap/viewport';
import { type CommandTargets, useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { usePrinting } from '../shell/printing';
import { useTheme } from '../shell/theme';
import { surfaceTexts } from '../texts/map';
import { useAnnouncements } from './announcements';
import { type MapController, mapController } from './mapController';
import { mapLabel } from './mapLabel';
import { Readout } from './Readout';

/**
 * The map of the selected tensor: a canvas that the controller draws on, with axes over it.
 * @param isGuest in somebody else's page
 */
export function Heatmap({ isGuest = false }: { isGuest?: boolean }) {
  const { store, actions } = useAppValue();
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<SVGSVGElement>(null);
  const margins = useRef<HTMLCanvasElement>(null);
  const minimap = useRef<HTMLCanvasElement>(null);
  const controller = useRef<MapController>(undefined);
  const [hovered, setHovered] = useState<Place>();
  const { announced, sayView, sayViolation } = useAnnouncements();
  const theme = useTheme();
  const printing = usePrinting();
  const label = useApp(mapLabel);
  const failure = useApp(({ map }) => (map.phase === 'failed' ? map.message : undefined));
  const loading = useApp(({ map }) => map.phase === 'loading');

  useEffect(() => {
    const elements = {
      canvas: canvas.current!,
      overlay: overlay.current!,
      margins: margins.current!,
      minimap: minimap.current!,
    };
    const made = mapController(elements, store, actions, setHovered, isGuest);
    controller.current = made;
    return () => made.destroy();
  }, [store, actions, isGuest]);

  useEffect(() => controller.current?.setTheme(theme), [theme]);

  const printed = useRef(printing);
  useEffect(() => {
    if (printed.current !== printing) controller.current?.redraw();
    printed.current = printing;
  }, [printing]);

  const map: CommandTargets['map'] = {
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
      <div className="map-surface">
        <canvas ref={margins} className="margins" />
        <canvas ref={canvas} role="img" aria-label={label} tabIndex={0} />
        <svg ref={overlay} aria-hidden="true" />
        {failure && <p className="map-message">{failure}</p>}
        {loading && <LoadingMessage />}
      </div>
      <canvas ref={minimap} className="minimap" hidden />
      <div className="map-bar">
        <Readout place={hovered} announced={announced} hint={isGuest ? surfaceTexts.embeddedHint : surfaceTexts.hint} />
        <div className="map-tools">
          <button
            type="button"
            onClick={() => map.zoomBy(1.5)}
            aria-label={surfaceTexts.zoomIn}
            title={`${surfaceTexts.zoomIn} (+)`}
          >
            +
          </button>
          <button
            type="button"
            onClick={() => map.zoomBy(1 / 1.5)}
            aria-label={surfaceTexts.zoomOut}
            title={`${surfaceTexts.zoomOut} (-)`}
          >
            −
          </button>
          <button type="button" onClick={map.fit} title={surfaceTexts.fitTitle}>
            {surfaceTexts.fit}
          </button>
          <ViolationSteps goTo={map.goToViolation} />
        </div>
      </div>
    </>
  );
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
  const any = useApp(({ map }) => map.phase === 'ready' && map.tensorMap.violationCount > 0);
  if (!any) return null;
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
