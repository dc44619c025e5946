import { useContext } from 'react';
import { helpTexts } from '../texts/commands';
import { CommandTargetsContext } from './commandTargets';

/** Opens the list of keyboard shortcuts. */
export function HelpButton() {
  const targets = useContext(CommandTargetsContext);
  return (
    <button
      type="button"
      className="help-button"
      onClick={() => targets.showHelp?.()}
      aria-label={helpTexts.button}
      title={helpTexts.buttonTitle}
    >
      ?
    </button>
  );
}
