import { noWeightsText } from '../../sparsity/coverageText';
import type { ModelContents } from '../../tflite/weights/modelContents';
import { Coverage } from '../tensors/Coverage';
import { noWeightsTexts } from '../texts/page';

/** A model without weight tensors, and what it has instead. */
export function NoWeights({ contents }: { contents: ModelContents }) {
  return (
    <main className="nothing">
      <p>
        <strong>{noWeightsTexts.heading(contents.name, noWeightsText(contents))}</strong>
      </p>
      <p className="quiet">{noWeightsTexts.explanation}</p>
      <Coverage />
    </main>
  );
}
