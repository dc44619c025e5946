import type { SnapshotVerdict } from '../../link/snapshot';
import { formatCount } from '../../sparsity/verdict';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { Notes } from '../inspector/Notes';
import { useApp } from './appContext';
import { formatBytes } from './formatting';

const words: Readonly<Record<SnapshotVerdict['kind'], string>> = {
  conforms: 'conforms',
  violates: 'violates',
  trivial: 'trivial',
  'not-applicable': 'not applicable',
  counted: 'counted',
  unread: 'not read',
  failed: 'cannot be read',
};

/** Beside the picture of a link: which file shows everything else, and what is known of its other tensors. */
export function SnapshotPanel() {
  const snapshot = useApp((state) => state.snapshot);
  const expectedLink = useApp((state) => state.expectedLink);
  if (!snapshot) return null;
  const { verdicts, tensor } = snapshot;
  const onScreen = tensorKey(tensor);
  return (
    <section className="table-panel snapshot-panel" aria-label="Tensors">
      <p className="awaited">
        This picture came with the link. Drop <strong>{expectedLink?.name ?? 'the file'}</strong>
        {expectedLink?.size !== undefined && ` (${formatBytes(expectedLink.size)})`}
        {expectedLink?.sha256 && (
          <span className="quiet" title={expectedLink.sha256}>
            {' '}
            (sha256 {expectedLink.sha256.slice(0, 4)}…)
          </span>
        )}{' '}
        to see everything.
      </p>
      <Notes />
      <table className="tensors" aria-label="Verdicts">
        <thead>
          <tr>
            <th scope="col">Tensor</th>
            <th scope="col">Pattern</th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map(({ tensor: key, kind, violatingBlocks }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: verdicts of a link never move
            <tr key={i} aria-current={key === onScreen ? 'true' : undefined}>
              <th scope="row">
                {key ?? `weight tensor ${i + 1}`}
                {key === onScreen && <span className="facts quiet">{tensor.name}</span>}
              </th>
              <td className={`verdict ${kind}`}>
                {words[kind]}
                {violatingBlocks !== undefined && <span className="quiet"> {formatCount(violatingBlocks)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
