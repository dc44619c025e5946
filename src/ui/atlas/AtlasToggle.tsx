import { atlasParts } from '../map/mapParts';
import { useActions, useApp } from '../shell/appContext';

/** Shows all tensors on one sheet in the place of the map, or the map again. */
export function AtlasToggle() {
  const { showAtlas } = useActions();
  const atlas = useApp((state) => state.atlas);
  return (
    <button
      type="button"
      className="atlas-toggle"
      aria-pressed={atlas}
      title="All weight tensors on one sheet (a)"
      onPointerEnter={() => void atlasParts.load()}
      onFocus={() => void atlasParts.load()}
      onClick={() => showAtlas(!atlas)}
    >
      Atlas
    </button>
  );
}
