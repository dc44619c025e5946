import { useContext, useMemo } from 'react';
import { formatBytes } from '../../sparsity/byteSize';
import { statusesText } from '../../sparsity/modelSummary';
import { patternName } from '../../sparsity/pattern';
import { formatCount, percent } from '../../sparsity/verdict';
import { type ModelWorth, modelWorth } from '../../state/modelWorth';
import { shownSummary } from '../../state/shownSummary';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useActions, useApp } from '../shell/appContext';
import { formatShortCount } from '../shell/formatting';
import { summaryTexts } from '../texts/shell';
import { Coverage } from './Coverage';

/** The answer for the model: zeros over all weights, tensors by status, and what was not looked at. It opens the page of the model. */
export function ModelSummary() {
  const contents = useApp(({ model }) => model?.stored ?? model?.contents);
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  const targets = useContext(CommandTargetsContext);
  const { showModelPage } = useActions();
  const shown = useMemo(() => contents && shownSummary(contents, results, pattern), [contents, results, pattern]);
  const worths = useApp((state) => state.worths);
  const worth = useMemo(() => contents && modelWorth(contents.tensors, worths), [contents, worths]);
  if (!contents || !shown || !worth) return null;
  const { summary, unread } = shown;
  const { zeros, weights, applicable } = summary;
  const total = contents.tensors.length;
  const { share, of } = summaryTexts.zeros(percent(zeros / Math.max(1, weights)), formatShortCount(weights));
  return (
    <section className="model-summary" aria-label={summaryTexts.region}>
      <button
        type="button"
        className="model-summary-lines"
        title={summaryTexts.open}
        onClick={() => {
          showModelPage(true);
          targets.showDetails?.();
        }}
      >
        <span>
          {unread === total ? (
            summaryTexts.reading
          ) : (
            <>
              <strong>{share}</strong> {of}
            </>
          )}
        </span>
        <span className="quiet">
          {applicable > 0 ? statusesText(summary, pattern) : summaryTexts.noneChecked(patternName(pattern))}
          {unread > 0 && ` · ${summaryTexts.unread(formatCount(total - unread), formatCount(total))}`}
        </span>
        <span className="quiet">{bytesText(worth, contents.tensors.length)}</span>
      </button>
      <Coverage ifMissing />
    </section>
  );
}

/** Bytes of the weights now, and what they could be. */
function bytesText({ known, stored, smallest }: ModelWorth, total: number): string {
  if (known < total) return summaryTexts.checkingSizes(formatCount(known), formatCount(total));
  if (smallest.bytes >= stored) return summaryTexts.smallest(formatBytes(stored));
  return summaryTexts.couldBe(formatBytes(stored), formatBytes(smallest.bytes));
}
