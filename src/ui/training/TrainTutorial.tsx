import { useState } from 'react';
import type { TutorialOptions } from '../../training/tutorial';
import { trainingTexts as texts } from '../texts/training';
import { KernelCanvas } from './KernelCanvas';
import { StepChart } from './StepChart';
import { TrainedFile } from './TrainedFile';
import { useDocsTheme } from './useDocsTheme';
import { type TrainingState, useTraining } from './useTraining';

const digitChoices = [6_400, 12_800, 25_600, 60_000];
const epochChoices = [1, 2];
const seed = 2024;
// Pixels of the canvas along a side of a cell.
const firstScale = 12;

export type TrainTutorialProps = {
  /** URL of the folder of the app, with a trailing slash. */
  readonly base: string;
  /** A worker that exposes a TrainingApi. */
  newWorker(): Worker;
};

/** Trains the tutorial's model when the reader asks for it. */
export function TrainTutorial({ base, newWorker }: TrainTutorialProps) {
  const { state, start, cancel } = useTraining(newWorker);
  const theme = useDocsTheme();
  const { phase, map, steps, model } = state;
  return (
    <div className="train-tutorial" data-phase={phase}>
      <Controls
        isRunning={phase === 'running'}
        isFirst={phase === 'ready'}
        onStart={(options) => void start({ ...options, base, seed, backend: 'auto' })}
        onCancel={cancel}
      />
      <Status state={state} />
      {map && (
        <>
          <div className="training-charts">
            <StepChart
              label={texts.loss}
              values={steps.map(({ loss }) => loss)}
              steps={steps[0]?.steps ?? 0}
              max={steps[0]?.loss ?? 1}
              format={(loss) => loss.toFixed(3)}
            />
            <StepChart
              label={texts.accuracy}
              values={steps.map(({ accuracy }) => accuracy)}
              steps={steps[0]?.steps ?? 0}
              max={1}
              format={(accuracy) => `${(100 * accuracy).toFixed(1)} %`}
            />
          </div>
          <KernelCanvas label={texts.overview} grid={map.overview} scale={1} theme={theme} />
          <KernelCanvas label={texts.first} grid={map.first} scale={firstScale} blockSize={4} theme={theme} />
        </>
      )}
      {model && <TrainedFile base={base} model={model} theme={theme} />}
    </div>
  );
}

type ControlsProps = {
  readonly isRunning: boolean;
  readonly isFirst: boolean;
  onStart(options: Pick<TutorialOptions, 'digits' | 'epochs'>): void;
  onCancel(): void;
};

function Controls({ isRunning, isFirst, onStart, onCancel }: ControlsProps) {
  const [digits, setDigits] = useState(digitChoices[0]);
  const [epochs, setEpochs] = useState(epochChoices[0]);
  return (
    <div className="training-actions">
      <Choice
        label={texts.digits}
        choices={digitChoices}
        chosen={digits}
        isDisabled={isRunning}
        textOf={texts.digitsOption}
        onChoose={setDigits}
      />
      <Choice
        label={texts.epochs}
        choices={epochChoices}
        chosen={epochs}
        isDisabled={isRunning}
        textOf={String}
        onChoose={setEpochs}
      />
      {isRunning ? (
        <button type="button" onClick={onCancel}>
          {texts.cancel}
        </button>
      ) : (
        <button type="button" className="primary" onClick={() => onStart({ digits, epochs })}>
          {isFirst ? texts.start : texts.again}
        </button>
      )}
    </div>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly choices: readonly number[];
  readonly chosen: number;
  readonly isDisabled: boolean;
  textOf(choice: number): string;
  onChoose(choice: number): void;
};

function Choice({ label, choices, chosen, isDisabled, textOf, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={chosen} disabled={isDisabled} onChange={({ target }) => onChoose(Number(target.value))}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {textOf(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Status({ state: { phase, progress, backend, failure } }: { state: TrainingState }) {
  if (phase === 'failed') return <p role="alert">{texts.failed(failure!)}</p>;
  if (phase === 'canceled') return <p role="status">{texts.canceled}</p>;
  if (phase !== 'running') return null;
  const { text, share } = shownProgress(progress, backend);
  return (
    <div className="training-status">
      <p>{text}</p>
      <progress value={share} max={1} aria-label={texts.progress} />
    </div>
  );
}

function shownProgress(
  progress: TrainingState['progress'],
  backend: TrainingState['backend'],
): { readonly text: string; readonly share?: number } {
  switch (progress?.phase) {
    case 'loading':
      return { text: texts.loading[progress.part], share: progress.share };
    case 'training': {
      const { step, steps } = progress.step;
      return { text: texts.training(step, steps, backend!), share: step / steps };
    }
    case 'evaluating':
      return { text: texts.evaluating, share: progress.share };
    default:
      return { text: texts.starting };
  }
}
