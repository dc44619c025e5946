import type { ThemeChoice } from '../../link/link';
import { type FrameLink, frameLink } from './frameLink';
import { bytesFor, localModel, openModelMessage } from './hostModel';

/** A local file for a frame, and what to show of it. */
export type FramedFile = {
  readonly file: File;
  /** The files that were opened together with it. */
  readonly companions: readonly File[];
  /** The view, as in a link. */
  readonly fragment: string;
  readonly theme: ThemeChoice;
};

/**
 * A frame with the map of a local file. This page reads the file for it, in ranges. The frame is invisible until it has a map or an error to show.
 * @param address of embed.html, on the origin of this page
 */
export function fileFrame(
  address: string,
  { file, companions, fragment, theme }: FramedFile,
): Pick<FrameLink, 'element' | 'remove'> {
  const model = localModel(file, companions);
  const removed = new AbortController();
  const { element, send, remove } = frameLink(address, async (message) => {
    if (message.type === 'ready') {
      send({ prunescope: 1, type: 'theme', theme, colors: {} });
      send(openModelMessage(1, model, fragment));
    } else if (message.type === 'read') {
      const answer = await bytesFor(message, model, removed.signal);
      if (!removed.signal.aborted) send(answer.message, answer.transferred);
    } else if (message.type === 'load' || message.type === 'error') element.style.visibility = '';
  });
  element.style.visibility = 'hidden';
  return {
    element,
    remove() {
      removed.abort();
      remove();
    },
  };
}
