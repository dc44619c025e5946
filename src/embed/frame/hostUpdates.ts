import { encodeLink } from '../../link/link';
import { linkOf } from '../../state/stateLink';
import type { AppState } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import type { HostConnection } from './hostConnection';

type SentState = {
  readonly contents?: unknown;
  readonly problem?: unknown;
  readonly failure?: string | undefined;
  readonly fragment?: string;
};

/** Sends the host what changed since the last update: errors, the loaded model, and the view. */
export function hostUpdates({ post, isOpen }: HostConnection) {
  let sent: SentState = {};
  /** Id of the `open` that the model on screen came with. */
  let shownId: number | undefined;

  /** @param latestId of the host's latest `open` */
  function send(state: AppState, latestId: number | undefined): void {
    if (!isOpen()) return;
    const { model, map, problem, selected } = state;
    if (problem && problem !== sent.problem) post({ prunescope: 1, of: latestId, type: 'error', ...problem });
    sent = { ...sent, problem };
    if (!model || state.opening) return;
    const isNew = model.contents !== sent.contents;
    if (isNew) shownId = latestId;
    const failure = map.phase === 'failed' ? map.message : undefined;
    if (failure !== undefined && failure !== sent.failure) {
      post({ prunescope: 1, of: shownId, type: 'error', title: selected ?? '', message: failure });
    }
    sent = { ...sent, failure };
    if (map.phase !== 'ready' && model.contents.tensors.length > 0) return;
    const fragment = encodeLink(linkOf(state));
    if (isNew) post({ prunescope: 1, of: latestId, type: 'load', fragment, ...contentsOf(model) });
    else if (fragment !== sent.fragment) post({ prunescope: 1, of: shownId, type: 'viewchange', fragment });
    sent = { ...sent, contents: model.contents, fragment };
  }

  return { send };
}

/** The fields of `load` that describe the model. */
function contentsOf({ contents }: NonNullable<AppState['model']>) {
  const { name, byteLength: bytes } = contents;
  const tensors = contents.tensors.map((tensor) => {
    const { name: tensorName, shape, type } = tensor;
    return { tensor: tensorKey(tensor), name: tensorName, shape: [...shape], type };
  });
  return { model: { name, bytes }, tensors };
}
