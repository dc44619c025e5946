import type { LinkState } from '../link/link';
import { isWithin, type MatrixWindow } from '../sparsity/matrixWindow';
import { tensorKey } from '../tflite/weights/weightTensor';
import type { AppStore } from './store';

/** Shows the snapshot of a link while its file is not open. */
export async function showSnapshot({ getState, setState }: AppStore, link: LinkState): Promise<void> {
  const { snapshot: text, name: title = 'Link' } = link;
  if (text === undefined) return;
  // Loaded for the first link with a snapshot.
  const [{ decodeSnapshot }, { mapOfSnapshot }] = await Promise.all([
    import('../link/snapshotText'),
    import('../link/snapshotMap'),
  ]);
  const snapshot = await decodeSnapshot(text);
  if (getState().model || getState().opening) return;
  if ('problem' in snapshot) return setState({ problem: { title, message: snapshot.problem } });
  const tensorMap = mapOfSnapshot(snapshot);
  if (!tensorMap) {
    const message = 'The preview in this link is too large to show. Open the file itself.';
    return setState({ problem: { title, message } });
  }
  const { counts, verdicts, window, tensor, view, pattern } = snapshot;
  const key = tensorKey(tensor);
  setState(({ windowRequests }) => ({
    snapshot: { tensor, verdicts, link },
    selected: key,
    results: new Map([[key, { phase: 'done', counts: { ...counts, zeroBlocks: counts.zeroBlocks } }]]),
    map: { phase: 'ready', tensorMap },
    window: windowWithin(link.window, window),
    view,
    pattern,
    windowRequests: windowRequests + 1,
  }));
}

/** The window of the link, which can be precise to fractions of a weight, if the snapshot contains it. */
function windowWithin(requested: MatrixWindow | undefined, known: MatrixWindow): MatrixWindow {
  return requested && isWithin(requested, known) ? requested : known;
}
