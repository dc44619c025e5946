import type { InputChoice } from '../../run/inputs';
import type { ModelBytes, RunSession } from '../../run/runSession';
import type { BothReport } from '../../run/runWorkerApi';
import { runTexts } from '../texts/run';
import { BothResult } from './BothResult';
import { InputForm } from './InputForm';
import { useRun } from './useRun';

/** Reads the bytes of a model, which the run then owns. @throws ModelError */
export type ProvideBytes = (signal: AbortSignal) => Promise<ModelBytes>;

type Progress = { readonly done: number; readonly total: number } | BothReport;

/**
 * Runs two models on inputs of the person's choice and shows how their outputs differ.
 * @param props.before provides the original, A
 * @param props.after provides the model that it is compared with, B
 * @param props.mnistFolder URL of the folder with the files of MNIST
 */
export function RunPanel(props: {
  session: RunSession;
  before: ProvideBytes;
  after: ProvideBytes;
  mnistFolder: string;
}) {
  const { session, before, after, mnistFolder } = props;
  const { run, start, cancel } = useRun<Progress>();
  const isRunning = run.phase === 'running';

  function runBoth(choice: InputChoice): void {
    void start(async (signal, onProgress) => {
      // One after the other, so that an error of the first is reported without waiting for the second.
      const original = await before(signal);
      const other = await after(signal);
      return session.runBoth(original, other, choice, signal, (done, total) => onProgress({ done, total }));
    });
  }

  return (
    <div className="run-panel">
      <InputForm mnistFolder={mnistFolder} start={runTexts.run} isBusy={isRunning} onStart={runBoth} />
      {run.phase === 'idle' && <p className="quiet">{runTexts.download}</p>}
      {isRunning && <RunProgress progress={run.progress} cancel={cancel} />}
      {run.phase === 'canceled' && <p role="status">{runTexts.canceled}</p>}
      {run.phase === 'failed' && <p role="alert">{runTexts.failed(run.sentence)}</p>}
      {run.phase === 'done' && 'outputs' in run.result && <BothResult report={run.result} />}
    </div>
  );
}

function RunProgress({ progress, cancel }: { progress: Progress | undefined; cancel(): void }) {
  const counts = progress && 'total' in progress ? progress : undefined;
  return (
    <div className="channel-search">
      <progress aria-label={runTexts.progress} max={counts?.total ?? 1} value={counts?.done} />
      <button type="button" onClick={cancel}>
        {runTexts.cancel}
      </button>
      <span className="quiet">{counts ? runTexts.done(counts.done, counts.total) : runTexts.loading}</span>
    </div>
  );
}
