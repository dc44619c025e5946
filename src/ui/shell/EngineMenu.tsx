import type { EngineChoice } from '../../sparsity/engine';
import { engineLabel, engineNames, engineStatusText } from '../texts/page';
import { useActions, useApp } from './appContext';
import { engineChoices } from './engineChoices';
import type { MenuProps } from './LazyMenu';
import { MenuChoice, MenuFrame } from './MenuFrame';

/** Selects the engine. Says which one computes the masks, and why. */
export function EngineMenu({ children, ...props }: MenuProps) {
  const engine = useApp((state) => state.engine);
  return (
    <MenuFrame
      {...props}
      button={children}
      align="end"
      items={() => (
        <>
          <EngineChoices />
          {engine && <p className="menu-facts quiet">{engineStatusText(engine.name, engine.reason)}</p>}
        </>
      )}
    />
  );
}

export function EngineChoices() {
  const choice = useApp((state) => state.engine?.choice);
  const { chooseEngine } = useActions();
  return (
    <MenuChoice<EngineChoice>
      label={engineLabel}
      value={choice ?? 'auto'}
      choices={engineChoices.map((value) => ({ value, text: engineNames[value] }))}
      onChoose={(value) => void chooseEngine(value)}
    />
  );
}
