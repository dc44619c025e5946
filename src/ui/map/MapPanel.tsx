import { structureEvidenceText, structureText } from '../../sparsity/structure';
import { formatCount } from '../../sparsity/verdict';
import { figures, isSample } from '../../state/samples';
import { selectedTensor } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { viewOf } from '../../views/matrixView';
import { ComparisonLine } from '../compare/ComparisonLine';
import { StorageLine, Verdict } from '../inspector/Verdict';
import { useActions, useApp } from '../shell/appContext';
import { useLazy } from '../shell/lazy';
import { operatorsInWords, shapeInWords } from '../shell/words';
import { MapControls } from './MapControls';
import { atlasParts, mapParts } from './mapParts';

/** The selected tensor: description, verdict, map and legend. */
export function MapPanel() {
  const tensor = useApp(selectedTensor);
  const caption = useApp((state) => state.caption);
  const choice = useApp((state) => state.view);
  const atlas = useApp((state) => state.atlas);
  const parts = useLazy(mapParts);
  const isPreview = useApp((state) => state.snapshot !== undefined);
  if (!tensor) return null;
  const view = viewOf(tensor, choice);
  return (
    <section className="map-panel" aria-label="Map">
      <header>
        {atlas ? (
          <AtlasPart part="AtlasHeading" />
        ) : (
          <>
            <h2 title={tensor.name}>{caption ?? (tensor.name || 'Tensor without a name')}</h2>
            <p className="quiet">
              {caption && <span>{tensor.name} · </span>}
              {operatorsInWords(tensor)} · {shapeInWords(tensor.shape)} {tensor.type}, drawn as [{view.rowName},{' '}
              {view.columnName}] = {formatCount(view.rowCount)} × {formatCount(view.columnCount)}
            </p>
            <Verdict />
            <ComparisonLine />
            {!isPreview && <StructureLine />}
            <StorageLine />
            <TutorialFigures />
          </>
        )}
        {isPreview ? <p className="quiet">Only this window is known.</p> : <MapControls />}
      </header>
      {atlas ? (
        <AtlasPart part="Atlas" />
      ) : parts ? (
        <>
          <parts.Heatmap />
          <parts.Legend />
        </>
      ) : (
        <div className="map-surface" />
      )}
    </section>
  );
}

/** Loaded when the atlas is first opened. */
function AtlasPart({ part }: { part: 'Atlas' | 'AtlasHeading' }) {
  const parts = useLazy(atlasParts);
  if (!parts) return part === 'Atlas' ? <div className="map-surface" /> : null;
  return part === 'Atlas' ? <parts.Atlas /> : <parts.AtlasHeading />;
}

/** The structure of the zeros. The line has its place before the result is there, so that the map below does not move. */
function StructureLine() {
  const tensor = useApp(selectedTensor);
  const structure = useApp((state) => state.structure);
  const text = tensor && structure ? structureText(tensor, structure) : '…';
  const evidence = tensor && structure ? structureEvidenceText(tensor, structure) : '';
  return (
    <p className="structure-line" title={evidence && `${text}. ${evidence}`}>
      <span className="quiet">Structure:</span> {text}
      {evidence && <span className="quiet"> · {evidence}</span>}
    </p>
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
    <div className="figures">
      <span className="quiet">The tutorial’s figures:</span>
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
  );
}
