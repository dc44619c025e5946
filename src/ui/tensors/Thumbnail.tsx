import { useEffect, useRef } from 'react';
import { fittedSize } from '../../heatmap/viewport';
import { tensorMark } from '../../state/requirement';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { thumbnailPainting } from '../map/mapParts';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { paintLater } from './paintLater';

// CSS pixels. The style sheet reserves this room in each row, so that the layout does not change.
const room = { width: 28, height: 20 };
const shortestSide = 4;

/** An overview of a tensor, in its proportions if both sides are long enough. It is decorative: the row has the same facts as text. */
export function Thumbnail({ tensor }: { tensor: WeightTensor }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const counts = useApp(({ results }) => {
    const result = results.get(tensorKey(tensor));
    return result?.phase === 'done' ? result.counts : undefined;
  });
  const mark = useApp((state) => tensorMark(tensor, state));
  const theme = useTheme();
  const size = fittedSize(tensor, room, shortestSide);

  useEffect(() => {
    // The thumbnail stays while another pattern is counted.
    if (!counts?.overview) return;
    let cancel = () => {};
    let isNeeded = true;
    void thumbnailPainting.load().then(({ paintThumbnail }) => {
      if (!isNeeded) return;
      cancel = paintLater(() => {
        if (!canvas.current) return;
        paintThumbnail(canvas.current, counts, fittedSize(tensor, room, shortestSide), mark, theme);
        canvas.current.dataset.painted = theme;
      });
    });
    return () => {
      isNeeded = false;
      cancel();
    };
  }, [tensor, counts, mark, theme]);

  return (
    <span className="thumbnail" aria-hidden="true">
      <canvas ref={canvas} width={0} height={0} style={size} />
    </span>
  );
}
