import type { ReviewData } from '../exports/reviewFile';
import { cpuEngine } from '../kernels/cpuEngine';
import { wasmEngine } from '../kernels/wasmEngine';
import { ModelError } from '../modelError';
import type { Engine } from '../sparsity/engine';
import { reviewAnswers } from './reviewAnswers';
import { reviewMasks } from './reviewMasks';
import type { Session, SessionModel } from './session';

const singleModel = 'a review file contains a single model. Open other models in Prunescope.';

/**
 * A session over a review file, on the main thread, without worker and network.
 * @param masks as stored in the file
 */
export function reviewSession(review: ReviewData, masks: string): Session {
  const { report, tensors, constants, operators, unreadableOperators } = review;
  const engine = fastestEngine();
  const model: SessionModel = {
    ...reviewAnswers({ report, tensors }, reviewMasks(report, masks), engine),
    id: 0,
    contents: {
      name: report.model.name,
      byteLength: report.model.bytes,
      tensors,
      constants,
      operators,
      unreadableOperators,
      externalFiles: [],
    },
    members: [{ name: report.model.name }],
    close() {},
  };
  return {
    async open({ kind }) {
      if (kind !== 'review') throw new ModelError('not-found', singleModel);
      return model;
    },
    chooseEngine: async () => ({
      choice: 'auto',
      name: engine.name,
      reason: 'a review file contains masks, so only counts are computed',
    }),
    onEngineChange() {},
    onNetworkWait() {},
  };
}

/** Some browsers do not compile WebAssembly on the main thread. */
function fastestEngine(): Engine {
  try {
    return wasmEngine() ?? cpuEngine();
  } catch {
    return cpuEngine();
  }
}
