import type { ToFrame } from '../messages';
import type { AttributedElement } from './attributes';
import { requestedTheme } from './hostTheme';
import type { Parts } from './parts';

/**
 * Applies the theme of the tag to its parts and sends it to the frame, unless the frame has it already.
 * @param isReady whether the frame accepts messages
 */
export function themeSender(
  element: AttributedElement,
  parts: Pick<Parts, 'setTheme'>,
  isReady: () => boolean,
  send: (message: ToFrame) => void,
) {
  let sent = '';
  return {
    /** The next theme is sent to the frame in any case. */
    reset(): void {
      sent = '';
    },
    send(): void {
      const requested = requestedTheme(element, element.theme);
      parts.setTheme(requested.theme);
      const text = JSON.stringify(requested);
      if (!isReady() || text === sent) return;
      sent = text;
      send({ prunescope: 1, type: 'theme', ...requested });
    },
  };
}
