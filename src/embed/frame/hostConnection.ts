import { type FromFrame, messageToFrame, type ToFrame } from '../messages';

/** The connection of an embedded page to the page around it. */
export type HostConnection = {
  /** Sends a message; before the host has sent one, nothing is sent. */
  post(message: FromFrame): void;
  /** Whether the host has sent a message. */
  isOpen(): boolean;
};

/**
 * Connects to the page around this one. Its first valid message fixes its origin; messages from other windows and origins are ignored.
 * @param onOpen called once, before the first message is handled
 */
export function hostConnection(onOpen: () => void, onMessage: (message: ToFrame) => void): HostConnection {
  const host = window.parent;
  const expectedOrigin = originAround();
  let hostOrigin: string | undefined;

  window.addEventListener('message', (event) => {
    if (event.source !== host || event.origin !== (hostOrigin ?? expectedOrigin ?? event.origin)) return;
    const message = messageToFrame(event.data);
    if (!message) return;
    const isFirst = hostOrigin === undefined;
    hostOrigin = event.origin;
    if (isFirst) onOpen();
    onMessage(message);
  });
  // To any origin: it contains no data.
  if (host !== window) host.postMessage({ prunescope: 1, type: 'ready' } satisfies FromFrame, '*');

  return {
    post(message) {
      if (hostOrigin === undefined) return;
      // Sandboxed pages and pages from disk have the origin "null", which cannot be a target.
      host.postMessage(message, hostOrigin === 'null' ? '*' : hostOrigin);
    },
    isOpen: () => hostOrigin !== undefined,
  };
}

/**
 * Origin of the page around this one, if the browser tells it. "null" is an opaque origin or a hidden one: Firefox hides it from frames without a
 * referrer. The window that a message comes from decides then.
 */
function originAround(): string | undefined {
  const origin = location.ancestorOrigins?.[0];
  return origin === 'null' ? undefined : origin;
}
