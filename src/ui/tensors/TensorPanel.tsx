import { useApp } from '../shell/appContext';
import { useAfterFirstMap } from '../shell/firstMap';
import { MissingFiles } from '../shell/MissingFiles';
import { ReadAll } from '../shell/ReadAll';
import { panelTexts } from '../texts/shell';
import { ModelSummary } from './ModelSummary';
import { TensorTable } from './TensorTable';

// How long the list waits for the first map, ms.
const longestWait = 150;

/** The model in three lines, and its tensors. */
export function TensorPanel() {
  const contents = useApp((state) => state.model?.contents);
  // The first map has precedence, unless it takes long.
  const begun = useAfterFirstMap(longestWait);
  if (!begun) return <section className="tensor-panel" aria-label={panelTexts.tensors} />;
  return (
    <section className="tensor-panel" aria-label={panelTexts.tensors}>
      <ModelSummary />
      <MissingFiles />
      <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
      <ReadAll />
    </section>
  );
}
