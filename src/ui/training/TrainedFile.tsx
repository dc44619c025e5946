import { useEffect, useRef, useState } from 'react';
import { fileFrame } from '../../embed/host/fileFrame';
import type { Theme } from '../../heatmap/palette';
import type { TensorReport } from '../../sparsity/report';
import { statusLabel } from '../../sparsity/statusText';
import { percent } from '../../sparsity/verdict';
import type { TrainedModel } from '../../training/trainingSession';
import { trainingTexts as texts } from '../texts/training';
import { openInApp } from './openInApp';

// The dense layer.
const fragment = 'v=1&tensor=0:5';

/** A trained model: its accuracy, the report on its file, and what can be done with the file. */
export function TrainedFile({ base, model, theme }: { base: string; model: TrainedModel; theme: Theme }) {
  const { file, fileName, accuracy, backend, report } = model;
  const [isBlocked, setBlocked] = useState(false);
  return (
    <section className="trained" data-accuracy={accuracy}>
      <p>{texts.result(accuracy, backend)}</p>
      <div className="training-actions">
        <button type="button" onClick={() => setBlocked(!openInApp(base, fileName, file))}>
          {texts.open}
        </button>
        <FileLink file={file} fileName={fileName} />
      </div>
      {isBlocked && <p role="alert">{texts.blocked}</p>}
      <table>
        <caption>{texts.layers}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.tensor}</th>
            <th scope="col">{texts.zeros}</th>
            <th scope="col">{texts.status}</th>
          </tr>
        </thead>
        <tbody>
          {report.tensors.map((tensor) => (
            <TensorRow key={tensor.tensor} tensor={tensor} />
          ))}
        </tbody>
      </table>
      <FileMap base={base} model={model} theme={theme} />
    </section>
  );
}

function TensorRow({ tensor }: { tensor: TensorReport }) {
  if ('error' in tensor) throw new Error(tensor.error.message);
  const { elements, nonzeros, blocks, conformingBlocks, status, trivial } = tensor;
  return (
    <tr data-status={status}>
      <td>
        <code>{tensor.name}</code>
      </td>
      <td>{percent((elements - nonzeros) / elements)}</td>
      <td>
        {statusLabel[status]}
        {!trivial && <span className="quiet">; {texts.blocks(conformingBlocks, blocks)}</span>}
      </td>
    </tr>
  );
}

function FileLink({ file, fileName }: Pick<TrainedModel, 'file' | 'fileName'>) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const created = URL.createObjectURL(new Blob([file]));
    setAddress(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return (
    <a href={address} download={fileName}>
      {texts.download(file.length)}
    </a>
  );
}

/** The frame of the tag, with the bytes of the file. */
function FileMap({ base, model, theme }: { base: string; model: TrainedModel; theme: Theme }) {
  const box = useRef<HTMLDivElement>(null);
  const { file, fileName } = model;
  useEffect(() => {
    const frame = fileFrame(`${base}embed.html`, {
      file: new File([file], fileName),
      companions: [],
      fragment,
      theme,
    });
    frame.element.title = texts.map;
    box.current!.append(frame.element);
    return () => frame.remove();
  }, [base, file, fileName, theme]);
  return <div ref={box} className="trained-map" />;
}
