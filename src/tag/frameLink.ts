import { type FromFrame, messageFromFrame, type ToFrame, targetOrigin } from './messages';

/** The frame inside a tag, and what is said between the two. */
export type FrameLink = {
  readonly element: HTMLIFrameElement;
  send(message: ToFrame, handedOver?: Transferable[]): void;
};

/**
 * Makes the frame; it begins to load when it is put into the page. Only what its own window says, from its own origin and in the form that was agreed
 * upon, is heard.
 * @param address of embed.html
 * @param signal ends it: nothing is heard any more
 */
export function frameLink(address: string, signal: AbortSignal, hear: (message: FromFrame) => void): FrameLink {
  const element = document.createElement('iframe');
  element.src = address;
  element.referrerPolicy = 'no-referrer';
  const { origin } = new URL(address);
  window.addEventListener(
    'message',
    (event) => {
      if (event.source === null || event.source !== element.contentWindow || event.origin !== origin) return;
      const message = messageFromFrame(event.data);
      if (message) hear(message);
    },
    { signal },
  );
  return {
    element,
    send: (message, handedOver = []) => element.contentWindow?.postMessage(message, targetOrigin(origin), handedOver),
  };
}
