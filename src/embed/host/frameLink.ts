import { type FromFrame, messageFromFrame, type ToFrame } from '../messages';

/** The frame inside a tag, and the messages between the two. */
export type FrameLink = {
  readonly element: HTMLIFrameElement;
  send(message: ToFrame, transferred?: Transferable[]): void;
  /** Removes the frame and stops handling its messages. */
  remove(): void;
};

/**
 * Creates the frame, which loads when it is added to the page. Messages from other windows and origins, and invalid ones, are ignored.
 * @param address of embed.html
 */
export function frameLink(address: string, onMessage: (message: FromFrame) => void): FrameLink {
  const element = document.createElement('iframe');
  element.src = address;
  element.referrerPolicy = 'no-referrer';
  // Inside a sandboxed page the frame is sandboxed too, with the origin "null".
  const origin = self.origin === 'null' ? 'null' : new URL(address).origin;
  const listening = new AbortController();
  window.addEventListener(
    'message',
    (event) => {
      if (event.source === null || event.source !== element.contentWindow || event.origin !== origin) return;
      const message = messageFromFrame(event.data);
      if (message) onMessage(message);
    },
    { signal: listening.signal },
  );
  return {
    element,
    send(message, transferred = []) {
      element.contentWindow?.postMessage(message, origin === 'null' ? '*' : origin, transferred);
    },
    remove() {
      listening.abort();
      element.remove();
    },
  };
}
