import { formatBytes } from '../../sparsity/byteSize';
import { structureEvidenceText, structureText } from '../../sparsity/structure';
import { formatCount, percent } from '../../sparsity/verdict';
import { figures, isSample } from '../../state/samples';
import { type AppState, selectedTensor } from '../../state/store';
import { elementCount, operatorText, tensorKey } from '../../tflite/weights/weightTensor';
import { viewOf } from '../../views/matrixView';
import { ComparisonLine } from '../compare/ComparisonLine';
import { ComparisonPanel } from '../compare/ComparisonPanel';
import { usePruneParts } from '../prune/pruneParts';
import { RunBoth } from '../run/RunBoth';
import { useActions, useApp } from '../shell/appContext';
import { useAfterPaint } from '../shell/firstMap';
import { formatShape } from '../shell/formatting';
import { BreakableName } from '../tensors/TensorRow';
import { comparisonTexts } from '../texts/comparison';
import { mapSizeText } from '../texts/map';
import { unnamedTensor } from '../texts/page';
import { detailTexts } from '../texts/shell';
import { BlockFills } from './BlockFills';
import { Fold, Skeleton } from './Fold';
import { Magnitudes } from './Magnitudes';
import { ModelPage } from './ModelPage';
import { Notes } from './Notes';
import { Quantization } from './Quantization';
import { useStoredBytes } from './useStoredBytes';
import { StorageLine } from './Verdict';
import { VerdictSection } from './VerdictSection';
import { WhatIf } from './WhatIf';
import { Worth } from './Worth';

/** Everything about the tensor on screen, in sections, or the page of the model. @param withoutNotes where the notes have a place of their own */
export function Inspector({ withoutNotes = false }: { withoutNotes?: boolean }) {
  const isPreview = useApp((state) => state.snapshot !== undefined);
  // A tensor that cannot be read has neither structure nor magnitudes.
  const isUnreadable = useApp(isSelectedUnreadable);
  const isOfModel = useApp((state) => state.modelPage && !state.snapshot);
  const prune = usePruneParts();
  const after = useAfterPaint();
  if (prune) return <prune.PrunePanel />;
  if (isOfModel) return <ModelPage withoutNotes={withoutNotes} />;
  return (
    <section className="inspector" aria-label={detailTexts.region}>
      <VerdictSection />
      {!isPreview && !isUnreadable && <StructureSection />}
      <Worth />
      {after && <FurtherSections isRead={!isPreview && !isUnreadable} withoutNotes={withoutNotes} />}
    </section>
  );
}

/** @param isRead whether the weights can be read */
function FurtherSections({ isRead, withoutNotes }: { isRead: boolean; withoutNotes: boolean }) {
  return (
    <>
      {isRead && <Magnitudes />}
      {isRead && <WhatIf />}
      <StorageSection />
      <ComparisonSection />
      <RunBoth />
      <TutorialFigures />
      {!withoutNotes && <Notes isFold />}
    </>
  );
}

function isSelectedUnreadable({ results, selected }: AppState): boolean {
  return results.get(selected ?? '')?.phase === 'failed';
}

/** Where the zeros are. */
function StructureSection() {
  const tensor = useApp(selectedTensor);
  const structure = useApp((state) => state.structure);
  const result = useApp((state) => state.results.get(state.selected ?? ''));
  if (!tensor) return null;
  const elements = elementCount(tensor);
  const nonzeros = result?.phase === 'done' ? result.counts.nonzeros : undefined;
  const evidence = structure && structureEvidenceText(tensor, structure);
  return (
    <Fold title={detailTexts.structure}>
      <dl className="facts-list">
        <dt>{detailTexts.zeros}</dt>
        <dd>
          {nonzeros === undefined ? (
            <Skeleton />
          ) : (
            `${elements === 0 ? '-' : percent(1 - nonzeros / elements)} (${formatCount(elements - nonzeros)} of ${formatCount(elements)})`
          )}
        </dd>
        <dt>{detailTexts.pattern}</dt>
        <dd className="structure-line">{structure ? structureText(tensor, structure) : <Skeleton />}</dd>
        {evidence && (
          <>
            <dt>{detailTexts.also}</dt>
            <dd>{evidence}</dd>
          </>
        )}
      </dl>
      <BlockFills />
    </Fold>
  );
}

/** Name, type and size of the tensor, and how it is stored. */
function StorageSection() {
  const tensor = useApp(selectedTensor);
  const choice = useApp((state) => state.view);
  const bytes = useStoredBytes();
  // A preview and a review file have only masks.
  const isMaskOnly = useApp(({ model, snapshot }) => snapshot !== undefined || model?.origin.kind === 'review');
  const isUnreadable = useApp(isSelectedUnreadable);
  if (!tensor) return null;
  const view = viewOf(tensor, choice);
  return (
    <Fold title={detailTexts.storage}>
      <dl className="facts-list">
        <dt>{detailTexts.name}</dt>
        <dd className="complete-name">{tensor.name ? <BreakableName name={tensor.name} /> : unnamedTensor}</dd>
        <dt>{detailTexts.operator}</dt>
        <dd>{operatorText(tensor)}</dd>
        <dt>{detailTexts.type}</dt>
        <dd>
          {tensor.type}, {formatShape(tensor.shape)}
        </dd>
        <dt>{detailTexts.key}</dt>
        <dd>{tensorKey(tensor)}</dd>
        {bytes !== undefined && (
          <>
            <dt>{detailTexts.bytes}</dt>
            <dd>{formatBytes(bytes)}</dd>
          </>
        )}
        <dt>{detailTexts.map}</dt>
        <dd>{mapSizeText(view.rowCount, view.columnCount)}</dd>
      </dl>
      <StorageLine />
      {!isMaskOnly && !isUnreadable && <Quantization />}
    </Fold>
  );
}

/** The comparison with a second model. Present while that model is being opened. */
function ComparisonSection() {
  const isComparing = useApp((state) => state.comparison !== undefined || state.compareNext !== undefined);
  if (!isComparing) return null;
  return (
    <Fold title={comparisonTexts.region}>
      <ComparisonLine />
      <ComparisonPanel />
    </Fold>
  );
}

/** The windows of the figures in TensorFlow's tutorial, for the samples. */
function TutorialFigures() {
  const origin = useApp((state) => state.model?.origin);
  const tensors = useApp((state) => state.model?.contents.tensors) ?? [];
  const caption = useApp((state) => state.caption);
  const { select } = useActions();
  if (origin?.kind !== 'address' || !isSample(origin.address)) return null;
  return (
    <Fold title={detailTexts.figures}>
      <div className="figures">
        {figures.map(({ title, tensorName, window }) => {
          const tensor = tensors.find(({ name }) => name === tensorName);
          if (!tensor) return null;
          return (
            <button
              key={title}
              type="button"
              aria-pressed={caption === title}
              onClick={() => void select(tensorKey(tensor), window, title)}
            >
              {title}
            </button>
          );
        })}
      </div>
    </Fold>
  );
}
