import type { EngineChoice } from '../../sparsity/engine';
import { useActions, useApp } from './appContext';

export const engineChoices: readonly { readonly choice: EngineChoice; readonly label: string }[] = [
  { choice: 'auto', label: 'automatic' },
  { choice: 'cpu', label: 'cpu' },
  { choice: 'wasm', label: 'wasm' },
  { choice: 'webgpu', label: 'webgpu' },
];

/** Which engine computes the masks, and why. */
export function EngineSwitch() {
  const engine = useApp((state) => state.engine);
  const { chooseEngine } = useActions();
  return (
    <div className="engine">
      <label>
        Engine{' '}
        <select
          value={engine?.choice ?? 'auto'}
          onChange={(event) => void chooseEngine(event.target.value as EngineChoice)}
        >
          {engineChoices.map(({ choice, label }) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {engine && (
        <span className="quiet" data-engine={engine.name}>
          {engine.name} is at work: {engine.reason}
        </span>
      )}
    </div>
  );
}
