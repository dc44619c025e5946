import { ListTree } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useStatusSlot } from '../shell/statusSlot';
import { surfaceTexts } from '../texts/map';
import { useOverlayPlaces } from './overlayPlaces';
import type { ViewControls } from './panZoom';
import type { Point } from './underPointer';
import { ZoomButtons } from './ZoomButtons';

type MapFrameProps = Pick<ViewControls, 'zoomBy' | 'fit'> & {
  readonly fitTitle: string;
  readonly surface: ReactNode;
  readonly overview?: ReactNode;
  /** False: closed. */
  readonly legend: ReactNode;
  toggleLegend(): void;
  readonly readout: ReactNode;
  /** The weight that the keyboard selected, CSS pixels from the corner of the canvas. */
  readonly chosen?: Point | undefined;
};

/** A map that fills its frame, with legend, overview and buttons in its corners. Its readout is in the status bar. */
export function MapFrame(props: MapFrameProps) {
  const { surface, overview, legend, toggleLegend, readout, zoomBy, fit, fitTitle, chosen } = props;
  const frame = useRef<HTMLDivElement>(null);
  const slot = useStatusSlot();
  useOverlayPlaces(frame as RefObject<HTMLElement | null>, chosen);
  return (
    <div className="map-frame" ref={frame}>
      {surface}
      {overview}
      <div className="map-overlay map-legend" data-corner="bottom-left" hidden={!legend}>
        {legend}
      </div>
      <div className="map-overlay map-tools" data-corner="bottom-right">
        <button
          type="button"
          aria-label={surfaceTexts.legend}
          title={surfaceTexts.legend}
          aria-pressed={legend !== false}
          onClick={toggleLegend}
        >
          <ListTree size={14} aria-hidden="true" />
        </button>
        <ZoomButtons zoomBy={zoomBy} fit={fit} fitTitle={fitTitle} />
      </div>
      {slot && createPortal(readout, slot)}
    </div>
  );
}
