import { useApp } from '../shell/appContext';
import { useAfterFirstMap, useAfterPaint } from '../shell/firstMap';
import { MissingFiles } from '../shell/MissingFiles';
import { ReadAll } from '../shell/ReadAll';
import { panelTexts } from '../texts/shell';
import { ModelSummary } from './ModelSummary';
import { TensorTable } from './TensorTable';

// How long the list waits for the first map, ms.
const longestWait = 150;

/** The model in three lines, and its tensors. */
export function TensorPanel() {
  // The first map has precedence, unless it takes long.
  const begun = useAfterFirstMap(longestWait);
  return (
    <section className="tensor-panel" aria-label={panelTexts.tensors}>
      {begun && <SummaryAndTable />}
    </section>
  );
}

function SummaryAndTable() {
  const contents = useApp((state) => state.model?.contents);
  const after = useAfterPaint();
  return (
    <>
      <ModelSummary />
      <MissingFiles />
      {after && <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />}
      {after && <ReadAll />}
    </>
  );
}
