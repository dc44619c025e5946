import { fetchAtlas } from '../map/mapParts';
import { useActions, useApp } from '../shell/appContext';
import { atlasToggleTexts } from '../texts/map';

/** Switches between the atlas and the map. */
export function AtlasToggle() {
  const { showAtlas } = useActions();
  const atlas = useApp((state) => state.atlas);
  return (
    <button
      type="button"
      className="atlas-toggle"
      aria-pressed={atlas}
      title={atlasToggleTexts.title}
      onPointerEnter={() => void fetchAtlas()}
      onFocus={() => void fetchAtlas()}
      onClick={() => showAtlas(!atlas)}
    >
      {atlasToggleTexts.label}
    </button>
  );
}
