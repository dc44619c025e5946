import { type FromFrame, messageFromFrame, type ToFrame } from '../messages';

/** The frame inside a tag, and what is said between the two. */
export type FrameLink = {
  readonly element: HTMLIFrameElement;
  send(message: ToFrame, handedOver?: Transferable[]): void;
  /** Takes it out of the page; nothing is heard any more. */
  remove(): void;
};

/**
 * Makes the frame; it begins to load when it is put into the page. Only what its own window says, from its own origin and in the form that was agreed
 * upon, is heard.
 * @param address of embed.html
 */
export function frameLink(address: string, hear: (message: FromFrame) => void): FrameLink {
  const element = document.createElement('iframe');
  element.src = address;
  element.referrerPolicy = 'no-referrer';
  // In a page that is sandboxed itself the frame has no origin either, and cannot be named.
  const origin = self.origin === 'null' ? 'null' : new URL(address).origin;
  const listening = new AbortController();
  window.addEventListener(
    'message',
    (event) => {
      if (event.source === null || event.source !== element.contentWindow || event.origin !== origin) return;
      const message = messageFromFrame(event.data);
      if (message) hear(message);
    },
    { signal: listening.signal },
  );
  return {
    element,
    send(message, handedOver = []) {
      element.contentWindow?.postMessage(message, origin === 'null' ? '*' : origin, handedOver);
    },
    remove() {
      listening.abort();
      element.remove();
    },
  };
}
