import { useMemo, useState } from 'react';
import type { InputChoice } from '../../run/inputs';
import type { ModelBytes, RunSession } from '../../run/runSession';
import { impactOf, ranked, type Sensitivity } from '../../run/sensitivity';
import { percent } from '../../sparsity/verdict';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { PanelTable } from '../inspector/PanelTable';
import { unnamedTensor } from '../texts/page';
import { runTexts, sensitivityTexts } from '../texts/run';
import { InputForm, wholeNumber } from './InputForm';
import type { ProvideBytes } from './RunPanel';
import { relativeText } from './relativeText';
import { useRun } from './useRun';

type Results = readonly Sensitivity<WeightTensor>[];

// More rows are not rendered.
const maxRows = 500;

/**
 * Prunes each tensor alone, runs the model and ranks the tensors by the difference that it makes.
 * @param props.tensors those that can be pruned
 * @param props.original provides the model
 * @param props.prunedAlone provides the model with only one tensor pruned @throws ModelError if the tensor cannot be pruned
 * @param props.onChoose called with the least sensitive tensors, to prune them
 * @param props.onShow called with a tensor to show
 * @param props.mnistFolder URL of the folder with the files of MNIST
 */
export function SensitivityTable(props: {
  session: RunSession;
  tensors: readonly WeightTensor[];
  original: ProvideBytes;
  prunedAlone(tensor: WeightTensor, signal: AbortSignal): Promise<ModelBytes>;
  onChoose(tensors: readonly WeightTensor[]): void;
  onShow(tensor: WeightTensor): void;
  mnistFolder: string;
}) {
  const { session, tensors, original, prunedAlone, onChoose, onShow, mnistFolder } = props;
  const { run, start, cancel } = useRun<Results>();
  const results = resultsOf(run);
  const rows = useMemo(() => ranked(results), [results]);

  function rank(choice: InputChoice): void {
    void start(async (signal, onProgress) => {
      let done: Results = [];
      await session.sensitivities(await original(signal), tensors, prunedAlone, choice, signal, (result) => {
        done = [...done, result];
        onProgress(done);
      });
      return done;
    });
  }

  return (
    <div className="run-panel">
      <p className="quiet">{sensitivityTexts.about}</p>
      <InputForm
        mnistFolder={mnistFolder}
        start={sensitivityTexts.rank}
        isBusy={run.phase === 'running'}
        onStart={rank}
      />
      {run.phase === 'running' && (
        <div className="channel-search">
          <progress aria-label={sensitivityTexts.progress} max={tensors.length} value={results.length} />
          <button type="button" onClick={cancel}>
            {runTexts.cancel}
          </button>
        </div>
      )}
      {run.phase === 'canceled' && <p role="status">{sensitivityTexts.canceled(results.length, tensors.length)}</p>}
      {run.phase === 'failed' && <p role="alert">{runTexts.failed(run.sentence)}</p>}
      {rows.length > 0 && (
        <>
          <ChooseLeast rows={rows} onChoose={onChoose} />
          <Ranking rows={rows} onShow={onShow} />
        </>
      )}
    </div>
  );
}

const none: Results = [];

function resultsOf(run: ReturnType<typeof useRun<Results>>['run']): Results {
  if (run.phase === 'done') return run.result;
  return run.phase === 'running' || run.phase === 'canceled' ? (run.progress ?? none) : none;
}

function ChooseLeast({ rows, onChoose }: { rows: Results; onChoose(tensors: readonly WeightTensor[]): void }) {
  const usable = rows.filter(({ run }) => run !== undefined);
  const [typed, setTyped] = useState<string>();
  // Half of them until a number is typed.
  const text = typed ?? String(Math.ceil(usable.length / 2));
  const count = wholeNumber(text, 1, usable.length);
  return (
    <form
      className="run-inputs"
      onSubmit={(event) => {
        event.preventDefault();
        if (count !== undefined) onChoose(usable.slice(0, count).map(({ tensor }) => tensor));
      }}
    >
      <input
        type="number"
        min={1}
        max={usable.length}
        value={text}
        aria-label={sensitivityTexts.least}
        aria-invalid={count === undefined}
        onChange={({ target }) => setTyped(target.value)}
      />
      <button type="submit" disabled={count === undefined}>
        {sensitivityTexts.choose(count ?? 0)}
      </button>
    </form>
  );
}

function Ranking({ rows, onShow }: { rows: Results; onShow(tensor: WeightTensor): void }) {
  const hasClasses = rows.some(({ run }) => run?.outputs.some(({ differences }) => differences.rows > 0));
  const hasAccuracy = rows.some(({ run }) => run?.accuracy);
  return (
    <PanelTable
      label={sensitivityTexts.table}
      heads={[
        sensitivityTexts.tensor,
        { text: sensitivityTexts.impact, title: sensitivityTexts.impactTitle },
        hasClasses && sensitivityTexts.class,
        hasAccuracy && sensitivityTexts.accuracy,
      ]}
    >
      {rows.slice(0, maxRows).map(({ tensor, run, message }) => (
        <tr key={tensorKey(tensor)} data-tensor={tensorKey(tensor)}>
          <td>
            <button type="button" className="link" onClick={() => onShow(tensor)}>
              {tensor.name || unnamedTensor}
            </button>
          </td>
          {run ? (
            <>
              <td>{relativeText(impactOf(run))}</td>
              {hasClasses && <td>{classText(run)}</td>}
              {hasAccuracy && (
                <td>{run.accuracy ? percent(run.accuracy.after / run.accuracy.labeled) : runTexts.none}</td>
              )}
            </>
          ) : (
            <td colSpan={1 + Number(hasClasses) + Number(hasAccuracy)}>{sensitivityTexts.failed(message ?? '')}</td>
          )}
        </tr>
      ))}
    </PanelTable>
  );
}

/** Of the output that agrees least. */
function classText({ outputs }: NonNullable<Sensitivity<WeightTensor>['run']>): string {
  const shares = outputs.flatMap(({ differences: { rows, agreeing } }) => (rows > 0 ? [agreeing / rows] : []));
  return shares.length === 0 ? runTexts.none : percent(Math.min(...shares));
}
