import { useEffect, useRef } from 'react';
import { fittedSize } from '../../heatmap/viewport';
import { judgedTensor, verdictOf } from '../../sparsity/verdict';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { thumbnailPainting } from '../map/mapParts';
import { useApp } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { paintLater } from './paintLater';

// CSS pixels. The style sheet keeps that much room in each row, so that nothing moves when it comes.
const room = { width: 40, height: 28 };
const shortestSide = 6;

/** A tensor from afar, in its own proportions as far as they can be seen. What it says is in the row in words. */
export function Thumbnail({ tensor }: { tensor: WeightTensor }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overview = useApp(({ results }) => {
    const result = results.get(tensorKey(tensor));
    return result?.phase === 'done' ? result.counts.overview : undefined;
  });
  const violates = useApp(({ results, pattern }) => {
    const result = results.get(tensorKey(tensor));
    return result?.phase === 'done' && verdictOf(judgedTensor(tensor, result.counts, pattern)) === 'violates';
  });
  const theme = useTheme();
  const size = fittedSize(tensor, room, shortestSide);

  useEffect(() => {
    // While another pattern is counted the picture stays.
    if (!overview) return;
    let callOff = () => {};
    let isWanted = true;
    void thumbnailPainting.load().then(({ paintThumbnail }) => {
      if (!isWanted) return;
      callOff = paintLater(() => {
        if (!canvas.current) return;
        paintThumbnail(canvas.current, overview, fittedSize(tensor, room, shortestSide), violates, theme);
        canvas.current.dataset.painted = theme;
      });
    });
    return () => {
      isWanted = false;
      callOff();
    };
  }, [tensor, overview, violates, theme]);

  return (
    <span className="thumbnail" aria-hidden="true">
      <canvas ref={canvas} width={0} height={0} style={size} />
    </span>
  );
}
