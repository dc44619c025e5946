import { PanelLeft, PanelRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { selectedTensor } from '../../state/store';
import { operatorText, type WeightTensor } from '../../tflite/weights/weightTensor';
import { AtlasToggle } from '../atlas/AtlasToggle';
import { useApp } from '../shell/appContext';
import { formatShape, shortenedName } from '../shell/formatting';
import { useLazy } from '../shell/lazy';
import { headingTexts, mapRegionLabel } from '../texts/map';
import { unnamedTensor } from '../texts/page';
import { panelTexts } from '../texts/shell';
import { MapControls } from './MapControls';
import { atlasParts, mapParts } from './mapParts';
import { WhatIfBar } from './WhatIfBar';

/** A panel beside the map, which a button of the map opens and closes. */
type Side = { readonly isOpen: boolean; toggle(): void };

/** The selected tensor: a line with its name, one with controls, and the map. */
export function MapPanel({ tensors, details }: { tensors?: Side; details?: Side }) {
  const tensor = useApp(selectedTensor);
  const atlas = useApp((state) => state.atlas);
  const isPreview = useApp((state) => state.snapshot !== undefined);
  const parts = useLazy(mapParts);
  const [legend, setLegend] = useState(true);
  const toggleLegend = () => setLegend(!legend);
  return (
    <section className="map-panel" aria-label={mapRegionLabel}>
      <header>
        <div className="map-title">
          {tensors && (
            <SideButton side={tensors} label={panelTexts.showTensors}>
              <PanelLeft size={16} aria-hidden="true" />
            </SideButton>
          )}
          {atlas ? <AtlasPart part="AtlasHeading" /> : tensor && <TensorHeading tensor={tensor} />}
        </div>
        {isPreview ? <p className="quiet map-controls">{headingTexts.preview}</p> : <MapControls />}
        <div className="map-switch">
          {!isPreview && <AtlasToggle />}
          {details && (
            <SideButton side={details} label={panelTexts.showDetails}>
              <PanelRight size={16} aria-hidden="true" />
            </SideButton>
          )}
        </div>
      </header>
      {!atlas && <WhatIfBar />}
      {atlas ? (
        <AtlasPart part="Atlas" legend={legend} toggleLegend={toggleLegend} />
      ) : parts ? (
        <parts.Heatmap legend={legend && <parts.Legend />} toggleLegend={toggleLegend} />
      ) : (
        <div className="map-frame">
          <div className="map-surface" />
        </div>
      )}
    </section>
  );
}

function TensorHeading({ tensor }: { tensor: WeightTensor }) {
  const caption = useApp((state) => state.caption);
  const name = tensor.name || unnamedTensor;
  const facts = `${caption ? `${shortenedName(name)} · ` : ''}${operatorText(tensor)} · ${formatShape(tensor.shape)} · ${tensor.type}`;
  return (
    <>
      <h2 title={name}>{caption ?? shortenedName(name)}</h2>
      <p className="quiet" title={facts}>
        {facts}
      </p>
    </>
  );
}

function SideButton({ side, label, children }: { side: Side; label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      className="icon plain"
      aria-label={label}
      title={label}
      aria-pressed={side.isOpen}
      onClick={side.toggle}
    >
      {children}
    </button>
  );
}

type AtlasPartProps =
  | { readonly part: 'Atlas'; readonly legend: boolean; toggleLegend(): void }
  | { readonly part: 'AtlasHeading' };

/** Loaded when the atlas is first opened. */
function AtlasPart(props: AtlasPartProps) {
  const parts = useLazy(atlasParts);
  if (props.part === 'AtlasHeading') return parts ? <parts.AtlasHeading /> : null;
  if (!parts)
    return (
      <div className="map-frame">
        <div className="map-surface" />
      </div>
    );
  return <parts.Atlas legend={props.legend} toggleLegend={props.toggleLegend} />;
}
