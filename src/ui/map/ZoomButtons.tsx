import type { ViewControls } from './panZoom';

type ZoomButtonsProps = Pick<ViewControls, 'zoomBy' | 'fit'> & { readonly fitTitle: string };

export function ZoomButtons({ zoomBy, fit, fitTitle }: ZoomButtonsProps) {
  return (
    <>
      <button type="button" onClick={() => zoomBy(1.5)} aria-label="Zoom in" title="Zoom in (+)">
        +
      </button>
      <button type="button" onClick={() => zoomBy(1 / 1.5)} aria-label="Zoom out" title="Zoom out (-)">
        −
      </button>
      <button type="button" onClick={fit} title={fitTitle}>
        Fit
      </button>
    </>
  );
}
