import { Maximize, Minus, Plus } from 'lucide-react';
import { surfaceTexts } from '../texts/map';
import type { ViewControls } from './panZoom';

type ZoomButtonsProps = Pick<ViewControls, 'zoomBy' | 'fit'> & { readonly fitTitle: string };

export function ZoomButtons({ zoomBy, fit, fitTitle }: ZoomButtonsProps) {
  return (
    <>
      <button
        type="button"
        onClick={() => zoomBy(1.5)}
        aria-label={surfaceTexts.zoomIn}
        title={`${surfaceTexts.zoomIn} (+)`}
      >
        <Plus size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        onClick={() => zoomBy(1 / 1.5)}
        aria-label={surfaceTexts.zoomOut}
        title={`${surfaceTexts.zoomOut} (-)`}
      >
        <Minus size={14} aria-hidden="true" />
      </button>
      <button type="button" onClick={fit} aria-label={surfaceTexts.fit} title={fitTitle}>
        <Maximize size={14} aria-hidden="true" />
      </button>
    </>
  );
}
