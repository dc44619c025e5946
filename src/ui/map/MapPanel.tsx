import { useState } from 'react';
import { structureEvidenceText, structureText } from '../../sparsity/structure';
import { figures, isSample } from '../../state/samples';
import { selectedTensor } from '../../state/store';
import { operatorText, tensorKey } from '../../tflite/weights/weightTensor';
import { viewOf } from '../../views/matrixView';
import { ComparisonLine } from '../compare/ComparisonLine';
import { StorageLine, Verdict } from '../inspector/Verdict';
import { useActions, useApp } from '../shell/appContext';
import { formatShape, shortenedName } from '../shell/formatting';
import { useLazy } from '../shell/lazy';
import { headingTexts, mapRegionLabel, mapSizeText } from '../texts/map';
import { unnamedTensor } from '../texts/page';
import { MapControls } from './MapControls';
import { atlasParts, mapParts } from './mapParts';

// Characters of a name that fits the heading of most pages.
const maxHeadingLength = 40;

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
    <section className="map-panel" aria-label={mapRegionLabel}>
      <header>
        {atlas ? (
          <AtlasPart part="AtlasHeading" />
        ) : (
          <>
            <MapHeading key={tensorKey(tensor)} name={tensor.name} caption={caption} />
            <p className="quiet">
              {caption && <span>{shortenedName(tensor.name)} · </span>}
              {operatorText(tensor)} · {formatShape(tensor.shape)} {tensor.type} ·{' '}
              {mapSizeText(view.rowCount, view.columnCount)}
            </p>
            <Verdict />
            <ComparisonLine />
            {!isPreview && <StructureLine />}
            <StorageLine />
            <TutorialFigures />
          </>
        )}
        {isPreview ? <p className="quiet">{headingTexts.preview}</p> : <MapControls />}
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

/** The name of the tensor in one line, or the title of a figure. A long name can be shown completely. */
function MapHeading({ name, caption }: { name: string; caption: string | undefined }) {
  const [isComplete, setComplete] = useState(false);
  if (caption !== undefined || name.length <= maxHeadingLength) {
    return <h2 title={name}>{caption ?? (name || unnamedTensor)}</h2>;
  }
  return (
    <div className="long-heading">
      <h2 title={name} data-complete={isComplete || undefined}>
        {isComplete ? name : shortenedName(name)}
      </h2>
      <button type="button" aria-expanded={isComplete} onClick={() => setComplete(!isComplete)}>
        {headingTexts.completeName}
      </button>
    </div>
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
      {text}
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
