import { useContext } from 'react';
import { HandsContext } from './hands';

/** Opens the sheet of keys. */
export function HelpButton() {
  const hands = useContext(HandsContext);
  return (
    <button
      type="button"
      className="help-button"
      onClick={() => hands.showHelp?.()}
      aria-label="Keyboard help"
      title="Keyboard help (?)"
    >
      ?
    </button>
  );
}
