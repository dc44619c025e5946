import { memo, type ReactNode, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useRegister } from '../commands/commandTargets';
import { MapPanel } from '../map/MapPanel';
import { useCanPrune } from '../prune/pruneParts';
import { useOpenPlan } from '../prune/useOpenPlan';
import { panelTexts } from '../texts/shell';
import { useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { lazy, useLazy } from './lazy';
import { useIsPhone } from './narrowPage';
import { usePrinting } from './printing';
import { Remembering } from './Remembering';
import { Sheet, type SheetTab } from './Sheet';
import { useSidePanel } from './sidePanel';

export { NoWeights } from './NoWeights';

/** What the map does not need. Loaded after it. */
export const sideParts = lazy(async () => {
  const [{ TensorPanel }, { Inspector }, { Notes }, { SnapshotPanel }] = await Promise.all([
    import('../tensors/TensorPanel'),
    import('../inspector/Inspector'),
    import('../inspector/Notes'),
    import('./SnapshotPanel'),
  ]);
  return { TensorPanel, Inspector, Notes, SnapshotPanel };
});

/**
 * The map, between the list of tensors and the details. On a phone both are in a sheet below the map.
 * @param isAhead laid out, but out of sight, until the first model is open
 */
export function Workspace({ isAhead }: { isAhead: boolean }) {
  const isPhone = useIsPhone();
  const openPlan = useOpenPlan();
  useRegister(useCanPrune() ? { openPlan } : {});
  return (
    <main className={isPhone ? 'workspace phone' : 'workspace'} inert={isAhead}>
      <Contents isPhone={isPhone} />
    </main>
  );
}

/** Not rendered again when it comes into sight, which would delay the first map. */
const Contents = memo(({ isPhone }: { isPhone: boolean }) => (
  <>
    <Remembering />
    {isPhone ? <PhoneWorkspace /> : <WideWorkspace />}
  </>
));

function WideWorkspace() {
  const tensors = useSidePanel('tensors');
  const details = useSidePanel('details');
  const printing = usePrinting();
  useRegister({
    showTensors: () => tensors.show(true),
    showDetails: () => details.show(true),
    showNotes: () => details.show(true),
    toggleTensors: tensors.toggle,
    toggleDetails: details.toggle,
  });
  const panels = [
    <Panel key="tensors" {...tensors.props}>
      <SidePanel isOpen={tensors.isOpen || printing}>
        <Tensors />
      </SidePanel>
    </Panel>,
    <ResizeHandle key="tensors-edge" name={panelTexts.tensors} />,
    <Panel key="map" id="map" minSize={240}>
      <MapPanel tensors={tensors} details={details} />
    </Panel>,
    <ResizeHandle key="details-edge" name={panelTexts.details} />,
    <Panel key="details" {...details.props}>
      <SidePanel isOpen={details.isOpen || printing}>
        <Details />
      </SidePanel>
    </Panel>,
  ];
  return <Group orientation="horizontal">{panels}</Group>;
}

function PhoneWorkspace() {
  const noteCount = useApp((state) => state.notes.length);
  const parts = useLazy(sideParts, useAfterFirstMap());
  const [tab, setTab] = useState<SheetTab>('details');
  const [isRaised, setIsRaised] = useState(0);
  const show = (next: SheetTab) => {
    setTab(next);
    setIsRaised((times) => times + 1);
  };
  useRegister({
    showTensors: () => show('tensors'),
    showDetails: () => show('details'),
    showNotes: () => show('notes'),
  });
  return (
    <>
      <MapPanel />
      <Sheet
        tab={tab}
        setTab={setTab}
        raised={isRaised}
        noteCount={noteCount}
        contents={{
          tensors: <Tensors />,
          details: parts && <parts.Inspector withoutNotes />,
          notes: parts && <parts.Notes />,
        }}
      />
    </>
  );
}

/** A closed panel stays in the page, because the keys n and p step through its list. */
function SidePanel({ isOpen, children }: { isOpen: boolean; children: ReactNode }) {
  return (
    <div className="side-panel" inert={!isOpen}>
      {children}
    </div>
  );
}

function ResizeHandle({ name }: { name: string }) {
  return <Separator className="panel-edge" aria-label={panelTexts.resize(name)} />;
}

function Tensors() {
  const parts = useLazy(sideParts);
  const isPreview = useApp((state) => state.snapshot !== undefined);
  if (!parts) return null;
  return isPreview ? <parts.SnapshotPanel /> : <parts.TensorPanel />;
}

function Details() {
  const parts = useLazy(sideParts, useAfterFirstMap());
  return parts ? <parts.Inspector /> : null;
}
