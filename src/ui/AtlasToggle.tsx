import { useEffect } from 'react';
import { useActions, useApp, useAppValue } from './appContext';
import { fetchAtlas } from './mapParts';
import { isTyping } from './TableTools';

/** Shows all tensors on one sheet in the place of the map, or the map again; so does the key `a`. */
export function AtlasToggle() {
  const { store } = useAppValue();
  const { showAtlas } = useActions();
  const atlas = useApp((state) => state.atlas);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'a' || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      showAtlas(!store.getState().atlas);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, showAtlas]);

  return (
    <button
      type="button"
      className="atlas-toggle"
      aria-pressed={atlas}
      title="All weight tensors on one sheet (a)"
      onPointerEnter={() => void fetchAtlas()}
      onFocus={() => void fetchAtlas()}
      onClick={() => showAtlas(!atlas)}
    >
      Atlas
    </button>
  );
}
