import { useApp } from '../shell/appContext';
import { MissingFiles } from '../shell/MissingFiles';
import { ReadAll } from '../shell/ReadAll';
import { panelTexts } from '../texts/shell';
import { ModelSummary } from './ModelSummary';
import { TensorTable } from './TensorTable';

/** The model in three lines, and its tensors. */
export function TensorPanel() {
  const contents = useApp((state) => state.model?.contents);
  return (
    <section className="tensor-panel" aria-label={panelTexts.tensors}>
      <ModelSummary />
      <MissingFiles />
      <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
      <ReadAll />
    </section>
  );
}
