import { type ReactNode, useMemo } from 'react';
import { targetNames } from '../../sparsity/targetResult';
import { fileEncodings, modelWorth } from '../../state/modelWorth';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { targetLabels } from '../texts/goal';
import { modelWorthTexts, sizeLabels, worthTexts } from '../texts/worth';
import { Fold } from './Fold';
import { SizeChart } from './SizeChart';
import { TensorButton } from './TensorButton';
import type { SizeBar } from './worthAnswer';

// Of a line. The list shows all tensors.
const maxTensors = 20;

/** Bytes of the weights of the model, now and in other encodings, and how many tensors each target can use. */
export function ModelWorth({ tensors }: { tensors: readonly WeightTensor[] }) {
  const worths = useApp((state) => state.worths);
  const isUnread = useApp(({ model }) => model?.unread === true);
  const worth = useMemo(() => modelWorth(tensors, worths), [tensors, worths]);
  if (worth.known === 0) {
    return <Fold title={worthTexts.section}>{isUnread ? modelWorthTexts.unread : modelWorthTexts.checking}</Fold>;
  }
  const { stored, dense, smallest, encodings, eligible, known } = worth;
  const barOf = (name: SizeBar['name'], label: string, bytes: number) => ({ name, label, bytes, grows: bytes > dense });
  const bars = [
    barOf('stored', modelWorthTexts.now, stored),
    ...(dense === stored ? [] : [barOf('dense', sizeLabels.dense, dense)]),
    ...fileEncodings.map((name) => barOf(name, sizeLabels[name], encodings.get(name)!.bytes)),
    barOf('smallest', sizeLabels.smallest, smallest.bytes),
  ];
  return (
    <>
      <Fold title={modelWorthTexts.bytes}>
        <SizeChart label={modelWorthTexts.bytes} bars={bars} dense={dense} />
        <TensorLines tensors={smallest.tensors}>
          {sizeLabels.smallest}: {modelWorthTexts.tensors(smallest.tensors.length, known)}
        </TensorLines>
        {fileEncodings.map((name) => (
          <TensorLines key={name} tensors={encodings.get(name)!.tensors}>
            {sizeLabels[name]}: {modelWorthTexts.tensors(encodings.get(name)!.tensors.length, known)}
          </TensorLines>
        ))}
        {known < tensors.length && <p className="quiet">{modelWorthTexts.unknown(tensors.length - known)}</p>}
      </Fold>
      <Fold title={worthTexts.targets}>
        {targetNames.map((name) => (
          <TensorLines key={name} tensors={eligible.get(name)!}>
            {targetLabels[name]}: {modelWorthTexts.eligible(eligible.get(name)!.length, known)}
          </TensorLines>
        ))}
        <p className="quiet">{worthTexts.notChosen}</p>
      </Fold>
    </>
  );
}

/** A line that unfolds into its tensors. */
function TensorLines({ tensors, children }: { tensors: readonly WeightTensor[]; children: ReactNode }) {
  if (tensors.length === 0) return <p className="model-line quiet">{children}</p>;
  return (
    <details className="tensor-lines">
      <summary className="model-line">{children}</summary>
      <ul className="model-lines">
        {tensors.slice(0, maxTensors).map((tensor) => (
          <li key={tensorKey(tensor)}>
            <TensorButton tensor={tensor} />
          </li>
        ))}
      </ul>
      {tensors.length > maxTensors && <p className="quiet">{modelWorthTexts.more(tensors.length - maxTensors)}</p>}
    </details>
  );
}
