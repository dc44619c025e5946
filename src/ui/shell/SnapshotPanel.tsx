import type { SnapshotVerdict } from '../../link/snapshot';
import { counted } from '../../sparsity/verdict';
import { Notes } from '../inspector/Notes';
import { useApp } from './appContext';
import { bytesInWords } from './words';

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
  const awaited = useApp((state) => state.awaited);
  if (!snapshot) return null;
  const { verdicts, weight } = snapshot;
  const onScreen = `${weight.subgraph}:${weight.tensor}`;
  return (
    <section className="table-panel snapshot-panel" aria-label="Tensors">
      <p className="awaited">
        This picture came with the link. Drop <strong>{awaited?.name ?? 'the file'}</strong>
        {awaited?.size !== undefined && ` (${bytesInWords(awaited.size)})`}
        {awaited?.sha256 && (
          <span className="quiet" title={awaited.sha256}>
            {' '}
            (sha256 {awaited.sha256.slice(0, 4)}…)
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
          {verdicts.map(({ tensor, kind, violatingBlocks }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: verdicts of a link never move
            <tr key={i} aria-current={tensor === onScreen ? 'true' : undefined}>
              <th scope="row">
                {tensor ?? `weight tensor ${i + 1}`}
                {tensor === onScreen && <span className="facts quiet">{weight.name}</span>}
              </th>
              <td className={`verdict ${kind}`}>
                {words[kind]}
                {violatingBlocks !== undefined && <span className="quiet"> {counted(violatingBlocks)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
