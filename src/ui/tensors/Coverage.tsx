import { useMemo } from 'react';
import { coverageText, unlistedConstantText } from '../../sparsity/coverageText';
import { percent } from '../../sparsity/verdict';
import { type ConstantTensor, coverageOf } from '../../tflite/weights/coverage';
import type { ModelContents } from '../../tflite/weights/modelContents';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { coverageTexts } from '../texts/tensors';

const none: Pick<ModelContents, 'constants' | 'operators'> = { constants: [], operators: [] };
// Enough to see what is missing. The report has the sums of all.
const maxRows = 200;

/** The constants that the table does not list, in one line. It opens to a list of them. @param ifMissing only if there are any */
export function Coverage({ ifMissing = false }: { ifMissing?: boolean }) {
  const contents = useApp(({ model }) => model?.stored ?? model?.contents) ?? none;
  const failed = useApp((state) => failedKeys(state.results));
  const { coverage, unlisted } = useMemo(() => {
    const unread = new Set(failed.split(' '));
    const isUnread = ({ subgraph, listedAs = -1 }: ConstantTensor) =>
      unread.has(tensorKey({ subgraph, tensor: listedAs }));
    return {
      coverage: coverageOf(contents, isUnread),
      unlisted: contents.constants.flatMap((constant): ConstantTensor[] => {
        if (constant.because) return [constant];
        return isUnread(constant) ? [{ ...constant, because: 'unreadable' }] : [];
      }),
    };
  }, [contents, failed]);
  if ((ifMissing || contents.constants.length === 0) && coverage.unlisted.length === 0) return null;
  const text = coverageText(coverage);
  if (unlisted.length === 0) return <p className="coverage quiet">{text}</p>;
  const share = 1 - coverage.listedBytes / coverage.constantBytes || 0;
  return (
    <details className="coverage">
      <summary>{coverageTexts.unlisted(unlisted.length, percent(share))}</summary>
      <p className="quiet">{text}</p>
      <ul aria-label={coverageTexts.list}>
        {unlisted.slice(0, maxRows).map((constant) => (
          <li key={tensorKey(constant)}>
            <span className="coverage-name" title={constant.name}>
              {tensorKey(constant)} {constant.name}
            </span>
            <span className="quiet">{unlistedConstantText(constant)}</span>
          </li>
        ))}
        {unlisted.length > maxRows && <li className="quiet">{coverageTexts.more(unlisted.length - maxRows)}</li>}
      </ul>
    </details>
  );
}

/** Keys of the tensors that cannot be read, as one string, so that other results do not render the line again. */
function failedKeys(results: ReadonlyMap<string, { readonly phase: string }>): string {
  return [...results].flatMap(([key, { phase }]) => (phase === 'failed' ? [key] : [])).join(' ');
}
