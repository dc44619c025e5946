import { useRef } from 'react';
import { noWeightsText } from '../../sparsity/coverageText';
import type { ModelContents } from '../../tflite/weights/modelContents';
import { Coverage } from '../tensors/Coverage';
import { noWeightsTexts } from '../texts/page';
import { useFocusAfterOpening } from './focusAfterOpening';

/** A model without weight tensors, and what it has instead. */
export function NoWeights({ contents }: { contents: ModelContents }) {
  const main = useRef<HTMLElement>(null);
  useFocusAfterOpening(main);
  return (
    <main className="nothing" ref={main} tabIndex={-1}>
      <p>
        <strong>{noWeightsTexts.heading(contents.name, noWeightsText(contents))}</strong>
      </p>
      <p className="quiet">{noWeightsTexts.explanation}</p>
      <Coverage />
    </main>
  );
}
