import type { ErrorDetail } from './events';
import { messageTimeout } from './messageTimeout';
import type { Parts } from './parts';

// Time without a message before the frame is ready, or while it opens a model, ms. It sends `progress` more often.
const maxSilence = 20_000;

/**
 * Why the frame of a tag shows no map, including that it does not respond.
 * @param address of embed.html
 */
export function frameFailure(address: string, parts: Parts, onFailure: (detail: ErrorDetail) => void) {
  const noAnswer = `${address} does not answer. Check that the URL is right and that the page allows it in frames.`;
  const noMap = `${address} sent no map, and nothing else for ${maxSilence / 1000} seconds. Reload the page.`;
  let isReady = false;
  let message: string | undefined;

  const timeout = messageTimeout(maxSilence, () => warn({ title: 'Prunescope', message: isReady ? noMap : noAnswer }));
  timeout.start();

  /** Sets a failure that the frame shows itself. */
  function set(detail: ErrorDetail): void {
    message = detail.message;
    onFailure(detail);
  }

  /** Sets a failure and shows it in the tag. */
  function warn(detail: ErrorDetail): void {
    parts.warn(`${detail.title}: ${detail.message}`);
    set(detail);
  }

  return {
    set,
    warn,
    /** Why there is no map of the model. */
    message: () => message,
    isReady: () => isReady,
    /** The frame listens: a failure to respond is over, a failure of the model is not. */
    onReady(): void {
      timeout.stop();
      isReady = true;
      if (message === noAnswer || message === noMap) message = undefined;
      if (message === undefined) parts.clear();
    },
    onMessage: timeout.restart,
    expectMessage: timeout.start,
    /** The frame responded about the model. */
    clear(): void {
      timeout.stop();
      if (message !== undefined) parts.clear();
      message = undefined;
    },
    /** Another model is requested. A frame that is not ready is still expected to respond. */
    forgetModel(): void {
      if (isReady) timeout.stop();
      else timeout.start();
      message = undefined;
    },
    stop: timeout.stop,
  };
}
