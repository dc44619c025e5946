import { useContext } from 'react';
import { CommandTargetsContext } from './commandTargets';

/** Opens the list of keys. */
export function HelpButton() {
  const targets = useContext(CommandTargetsContext);
  return (
    <button
      type="button"
      className="help-button"
      onClick={() => targets.showHelp?.()}
      aria-label="Keyboard help"
      title="Keyboard help (?)"
    >
      ?
    </button>
  );
}
