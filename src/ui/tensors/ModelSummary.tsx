import { useMemo } from 'react';
import { patternName } from '../../sparsity/pattern';
import { formatCount, percent } from '../../sparsity/verdict';
import { tensorStatus } from '../../state/tensorStatus';
import { elementCount, tensorKey } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { formatShortCount } from '../shell/formatting';
import { summaryTexts } from '../texts/shell';
import { Coverage } from './Coverage';

/** The answer for the model: zeros over all weights, tensors by status, and what was not looked at. */
export function ModelSummary() {
  const { zeros, weights, read, total, holding, nearly, checked } = useModelSummary();
  const pattern = patternName(useApp((state) => state.pattern));
  const { share, of } = summaryTexts.zeros(percent(zeros / Math.max(1, weights)), formatShortCount(weights));
  return (
    <section className="model-summary" aria-label={summaryTexts.region}>
      <p>
        {read === 0 ? (
          summaryTexts.reading
        ) : (
          <>
            <strong>{share}</strong> {of}
          </>
        )}
      </p>
      <p className="quiet">
        {checked > 0 ? summaryTexts.holding(holding, checked, pattern, nearly) : summaryTexts.noneChecked(pattern)}
        {read < total && ` · ${summaryTexts.unread(formatCount(read), formatCount(total))}`}
      </p>
      <Coverage />
    </section>
  );
}

/** Sums over the tensors that are read. `checked` leaves out those that cannot break the pattern. */
function useModelSummary() {
  const tensors = useApp((state) => state.model?.contents.tensors);
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  return useMemo(() => {
    const sums = { zeros: 0, weights: 0, read: 0, total: 0, holding: 0, nearly: 0, checked: 0 };
    for (const tensor of tensors ?? []) {
      const result = results.get(tensorKey(tensor));
      const status = tensorStatus(tensor, result, pattern);
      sums.total++;
      if (status) sums.read++;
      if (result?.phase !== 'done') continue;
      sums.weights += elementCount(tensor);
      sums.zeros += elementCount(tensor) - result.counts.nonzeros;
      if (status === 'too-short' || status === 'not-applicable') continue;
      sums.checked++;
      if (status === 'conforms') sums.holding++;
      if (status === 'nearly') sums.nearly++;
    }
    return sums;
  }, [tensors, results, pattern]);
}
