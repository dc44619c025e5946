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
        +
      </button>
      <button
        type="button"
        onClick={() => zoomBy(1 / 1.5)}
        aria-label={surfaceTexts.zoomOut}
        title={`${surfaceTexts.zoomOut} (-)`}
      >
        −
      </button>
      <button type="button" onClick={fit} title={fitTitle}>
        {surfaceTexts.fit}
      </button>
    </>
  );
}
