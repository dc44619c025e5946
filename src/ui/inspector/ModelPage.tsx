import { useContext, useMemo } from 'react';
import { formatBytes } from '../../sparsity/byteSize';
import type { ModelSummary } from '../../sparsity/modelSummary';
import { isBlockPattern, patternName } from '../../sparsity/pattern';
import { formatCount, percent } from '../../sparsity/verdict';
import { shownSummary } from '../../state/shownSummary';
import { tensorStatuses } from '../../state/tensorStatus';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { CommandTargetsContext } from '../commands/commandTargets';
import { PruneButton } from '../prune/PruneButton';
import { useActions, useApp } from '../shell/appContext';
import { Coverage } from '../tensors/Coverage';
import { StatusDot } from '../tensors/StatusDot';
import { modelPageTexts } from '../texts/inspector';
import { statusFilterName } from '../texts/tensors';
import { Fold } from './Fold';
import { ModelWorth } from './ModelWorth';
import { Notes } from './Notes';
import { LineButton, TensorButton } from './TensorButton';

// Of stored-sparse tensors. The list shows all of them.
const maxLinks = 5;

/** The answer for the model, each line with a way to its tensors. The same figures as in the first lines of the report. @param withoutNotes where the notes have a place of their own */
export function ModelPage({ withoutNotes }: { withoutNotes: boolean }) {
  const contents = useApp(({ model }) => model?.stored ?? model?.contents);
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  const { showModelPage } = useActions();
  const shown = useMemo(() => contents && shownSummary(contents, results, pattern), [contents, results, pattern]);
  if (!contents || !shown) return null;
  const { summary, unread } = shown;
  return (
    <section className="inspector model-page" aria-label={modelPageTexts.region}>
      <div className="model-page-head">
        <button type="button" className="plain" onClick={() => showModelPage(false)}>
          ‹ {modelPageTexts.back}
        </button>
        <h2>{contents.name}</h2>
        <PruneButton />
      </div>
      <Fold title={modelPageTexts.zeros}>
        <Zeros summary={summary} />
        {unread > 0 && (
          <p className="quiet">
            {modelPageTexts.notRead}: {modelPageTexts.notReadTensors(unread)}
          </p>
        )}
      </Fold>
      <Fold title={modelPageTexts.status}>
        <Statuses summary={summary} />
      </Fold>
      <Fold title={modelPageTexts.worst}>
        <Worst summary={summary} />
      </Fold>
      <ModelWorth tensors={contents.tensors} />
      <Fold title={modelPageTexts.sparse}>
        <StoredSparse summary={summary} tensors={contents.tensors} />
      </Fold>
      <Fold title={modelPageTexts.coverage}>
        <Coverage />
      </Fold>
      {!withoutNotes && <Notes isFold />}
    </section>
  );
}

/** Sorts the list by its zeros. */
function Zeros({ summary: { zeros, weights } }: { summary: ModelSummary }) {
  const targets = useContext(CommandTargetsContext);
  if (weights === 0) return <p className="quiet">{modelPageTexts.reading}</p>;
  return (
    <LineButton
      onClick={() => {
        targets.showTensors?.();
        targets.table?.sort({ column: 'sparsity', descending: true });
      }}
    >
      {modelPageTexts.zerosOf(percent(zeros / weights), zeros, weights)}
    </LineButton>
  );
}

/** Each filters the list. */
function Statuses({ summary: { statuses } }: { summary: ModelSummary }) {
  const pattern = patternName(useApp((state) => state.pattern));
  const targets = useContext(CommandTargetsContext);
  return (
    <ul className="model-lines">
      {tensorStatuses
        .filter((status) => statuses[status] > 0)
        .map((status) => {
          const name = statusFilterName(status, pattern);
          return (
            <li key={status}>
              <LineButton
                title={modelPageTexts.filter(name)}
                onClick={() => {
                  targets.showTensors?.();
                  targets.table?.filter(status);
                }}
              >
                <StatusDot status={status} /> {name} <span className="quiet">{formatCount(statuses[status])}</span>
              </LineButton>
            </li>
          );
        })}
    </ul>
  );
}

function Worst({ summary: { worst } }: { summary: ModelSummary }) {
  const pattern = useApp((state) => state.pattern);
  if (isBlockPattern(pattern)) return <p className="quiet">{modelPageTexts.noneForBlocks}</p>;
  if (worst.length === 0) return <p className="quiet">{modelPageTexts.noneBroken(patternName(pattern))}</p>;
  return (
    <ol className="model-lines">
      {worst.map(({ violating, blocks, ...tensor }) => (
        <li key={tensorKey(tensor)}>
          <TensorButton tensor={tensor}>
            {modelPageTexts.broken(percent(violating / blocks), violating, blocks)}
          </TensorButton>
        </li>
      ))}
    </ol>
  );
}

function StoredSparse(props: { summary: ModelSummary; tensors: readonly WeightTensor[] }) {
  const { tensors: count, bytes } = props.summary.storedSparse;
  const sparse = props.tensors.filter(({ encoding }) => encoding === 'sparse');
  if (sparse.length === 0) return <p className="quiet">{modelPageTexts.noneSparse}</p>;
  return (
    <>
      <p>{modelPageTexts.sparseTensors(count, bytes === undefined ? undefined : formatBytes(bytes))}</p>
      <ul className="model-lines">
        {sparse.slice(0, maxLinks).map((tensor) => (
          <li key={tensorKey(tensor)}>
            <TensorButton tensor={tensor} />
          </li>
        ))}
      </ul>
      {sparse.length > maxLinks && <p className="quiet">{modelPageTexts.more(sparse.length - maxLinks)}</p>}
    </>
  );
}
