import { useEffect, useRef } from 'react';
import { fittedSize } from '../../heatmap/viewport';
import { tensorMark } from '../../state/requirement';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { thumbnailPainting } from '../map/mapParts';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { useIsInView } from '../shell/useIsInView';
import { paintLater } from './paintLater';

// CSS pixels. The style sheet reserves this room in each row, so that the layout does not change.
const room = { width: 28, height: 20 };
const shortestSide = 4;

/**
 * An overview of a tensor, in its proportions if both sides are long enough. It is decorative: the row has the same facts as text. It is painted
 * when it comes into view: the browser composes each canvas that is painted in each frame, also those that are scrolled away.
 * @param isPrinted painted at once, in view or not
 */
export function Thumbnail({ tensor, isPrinted }: { tensor: WeightTensor; isPrinted: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, isInView] = useIsInView();
  const counts = useApp(({ results }) => {
    const result = results.get(tensorKey(tensor));
    return result?.phase === 'done' ? result.counts : undefined;
  });
  const mark = useApp((state) => tensorMark(tensor, state));
  const theme = useTheme();
  const size = fittedSize(tensor, room, shortestSide);

  useEffect(() => {
    // The thumbnail stays while another pattern is counted.
    if (!counts?.overview || !(isInView || isPrinted)) return;
    let cancel = () => {};
    let isNeeded = true;
    void thumbnailPainting.load().then(({ paintThumbnail }) => {
      if (!isNeeded) return;
      const paint = () => {
        if (!canvas.current) return;
        paintThumbnail(canvas.current, counts, fittedSize(tensor, room, shortestSide), mark, theme);
        canvas.current.dataset.painted = theme;
      };
      if (isPrinted) paint();
      else cancel = paintLater(paint);
    });
    return () => {
      isNeeded = false;
      cancel();
    };
  }, [tensor, counts, mark, theme, isInView, isPrinted]);

  return (
    <span ref={view} className="thumbnail" aria-hidden="true">
      <canvas ref={canvas} width={0} height={0} style={size} />
    </span>
  );
}
