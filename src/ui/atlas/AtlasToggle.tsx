import { atlasParts } from '../map/mapParts';
import { useActions, useApp } from '../shell/appContext';
import { atlasToggleTexts } from '../texts/map';

/** Switches between the map and the atlas. */
export function AtlasToggle() {
  const { showAtlas } = useActions();
  const atlas = useApp((state) => state.atlas);
  return (
    <div className="segments">
      <button type="button" aria-pressed={!atlas} onClick={() => showAtlas(false)}>
        {atlasToggleTexts.map}
      </button>
      <button
        type="button"
        aria-pressed={atlas}
        title={atlasToggleTexts.title}
        onPointerEnter={() => void atlasParts.load()}
        onFocus={() => void atlasParts.load()}
        onClick={() => showAtlas(true)}
      >
        {atlasToggleTexts.label}
      </button>
    </div>
  );
}
