import type { SnapshotVerdictKind } from '../../link/snapshot';
import { formatBytes } from '../../sparsity/byteSize';
import type { TensorStatus } from '../../sparsity/status';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { StatusDot } from '../tensors/StatusDot';
import { snapshotTexts, snapshotVerdictNames } from '../texts/page';
import { tableTexts } from '../texts/tensors';
import { useApp } from './appContext';
import { useRecentParts } from './recentParts';

/** The statuses that a link tells apart, for their dots. */
const statusOf: Partial<Readonly<Record<SnapshotVerdictKind, TensorStatus>>> = {
  conforms: 'conforms',
  nearly: 'nearly',
  trivial: 'too-short',
  'not-applicable': 'not-applicable',
  failed: 'unreadable',
};

/** Next to the preview of a link: the file to drop, and the verdicts of its tensors. */
export function SnapshotPanel() {
  const snapshot = useApp((state) => state.snapshot);
  const expectedLink = useApp((state) => state.expectedLink);
  const recent = useRecentParts();
  if (!snapshot) return null;
  const { verdicts, tensor } = snapshot;
  const onScreen = tensorKey(tensor);
  return (
    <section className="tensor-panel snapshot-panel" aria-label={snapshotTexts.region}>
      <p className="expected-file">
        {snapshotTexts.intro(
          <>
            <strong>{expectedLink?.name ?? snapshotTexts.unknownFile}</strong>
            {expectedLink?.size !== undefined && ` (${formatBytes(expectedLink.size)})`}
            {expectedLink?.sha256 && (
              <span className="quiet" title={expectedLink.sha256}>
                {' '}
                (SHA-256 {expectedLink.sha256.slice(0, 4)}…)
              </span>
            )}
          </>,
        )}{' '}
        {recent && <recent.ReopenButton />}
      </p>
      <table className="tensors" aria-label={snapshotTexts.table}>
        <thead>
          <tr>
            <th scope="col">{snapshotTexts.tensor}</th>
            <th scope="col">{snapshotTexts.status}</th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map(({ tensor: key, kind, violatingBlocks }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of the verdicts is fixed
            <tr key={i} aria-current={key === onScreen ? 'true' : undefined}>
              <th scope="row">
                {key ?? snapshotTexts.unnamed(i + 1)}
                {key === onScreen && <span className="facts quiet">{tensor.name}</span>}
              </th>
              <td>
                {statusOf[kind] && <StatusDot status={statusOf[kind]} />} {snapshotVerdictNames[kind]}
                {violatingBlocks !== undefined && (
                  <span className="facts quiet">{tableTexts.broken(violatingBlocks)}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
