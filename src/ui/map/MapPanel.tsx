import { structureEvidence, structureInWords } from '../../sparsity/structure';
import { figures, isSample } from '../../state/samples';
import { selectedTensor } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { viewOf } from '../../views/matrixView';
import { ComparisonLine } from '../compare/ComparisonLine';
import { StorageLine, Verdict } from '../inspector/Verdict';
import { useActions, useApp } from '../shell/appContext';
import { formatOperators, formatShape } from '../shell/formatting';
import { headingTexts, mapRegionLabel, mapSizeText } from '../texts/map';
import { unnamedTensor } from '../texts/page';
import { MapControls } from './MapControls';
import { useAtlas, useMapParts } from './mapParts';

/** The tensor on screen: what it is, what the pattern says of it, its map and the legend. */
export function MapPanel() {
  const tensor = useApp(selectedTensor);
  const caption = useApp((state) => state.caption);
  const choice = useApp((state) => state.view);
  const atlas = useApp((state) => state.atlas);
  const parts = useMapParts();
  const pictured = useApp((state) => state.snapshot !== undefined);
  if (!tensor) return null;
  const view = viewOf(tensor, choice);
  return (
    <section className="map-panel" aria-label={mapRegionLabel}>
      <header>
        {atlas ? (
          <AtlasPart part="AtlasHeading" />
        ) : (
          <>
            <h2 title={tensor.name}>{caption ?? (tensor.name || unnamedTensor)}</h2>
            <p className="quiet">
              {caption && <span>{tensor.name} · </span>}
              {formatOperators(tensor)} · {formatShape(tensor.shape)} {tensor.type} ·{' '}
              {mapSizeText(view.rowCount, view.columnCount)}
            </p>
            <Verdict />
            <ComparisonLine />
            {!pictured && <StructureLine />}
            <StorageLine />
            <TutorialFigures />
          </>
        )}
        {pictured ? <p className="quiet">{headingTexts.preview}</p> : <MapControls />}
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

/** Fetched when somebody first asks for it. */
function AtlasPart({ part }: { part: 'Atlas' | 'AtlasHeading' }) {
  const parts = useAtlas();
  if (!parts) return part === 'Atlas' ? <div className="map-surface" /> : null;
  return part === 'Atlas' ? <parts.Atlas /> : <parts.AtlasHeading />;
}

/** What the zeros are like, found without being asked. A line of its own from the start: the map below it must not jump. */
function StructureLine() {
  const tensor = useApp(selectedTensor);
  const structure = useApp((state) => state.structure);
  const text = tensor && structure ? structureInWords(tensor, structure) : '…';
  const evidence = tensor && structure ? structureEvidence(tensor, structure) : '';
  return (
    <p className="structure-line" title={evidence && `${text}. ${evidence}`}>
      {text}
      {evidence && <span className="quiet"> · {evidence}</span>}
    </p>
  );
}

/** On a sample of ours: the windows that TensorFlow's tutorial draws. */
function TutorialFigures() {
  const origin = useApp((state) => state.model?.origin);
  const tensors = useApp((state) => state.model?.contents.tensors) ?? [];
  const caption = useApp((state) => state.caption);
  const { select } = useActions();
  if (origin?.kind !== 'address' || !isSample(origin.address)) return null;
  return (
    <div className="figures">
      <span className="quiet">{headingTexts.tutorialFigures}</span>
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
