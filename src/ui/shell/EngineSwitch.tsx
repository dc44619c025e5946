import type { EngineChoice } from '../../sparsity/engine';
import { engineLabel, engineNames, engineStatusText } from '../texts/page';
import { useActions, useApp } from './appContext';

export const engineChoices: readonly EngineChoice[] = ['auto', 'cpu', 'wasm', 'webgpu'];

/** Selects the engine. Shows which one computes the masks, and why. */
export function EngineSwitch() {
  const engine = useApp((state) => state.engine);
  const { chooseEngine } = useActions();
  return (
    <div className="engine">
      <label>
        {engineLabel}{' '}
        <select
          value={engine?.choice ?? 'auto'}
          onChange={(event) => void chooseEngine(event.target.value as EngineChoice)}
        >
          {engineChoices.map((choice) => (
            <option key={choice} value={choice}>
              {engineNames[choice]}
            </option>
          ))}
        </select>
      </label>
      {engine && (
        <span className="quiet" data-engine={engine.name}>
          {engineStatusText(engine.name, engine.reason)}
        </span>
      )}
    </div>
  );
}
