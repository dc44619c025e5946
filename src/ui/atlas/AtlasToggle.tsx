import { atlasParts } from '../map/mapParts';
import { useActions, useApp } from '../shell/appContext';

/** Switches between the map and the atlas. */
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
