import type { PassingReason } from './requests';

/** Why a request to a server takes long. */
export type NetworkWait = {
  /** Host of the server. */
  readonly site: string;
} & (
  | {
      readonly kind: 'silence';
      /** Time without a byte of the answer. */
      readonly seconds: number;
    }
  | {
      readonly kind: 'retry';
      readonly reason: PassingReason;
      /** Time until the request is sent again. */
      readonly seconds: number;
    }
);

/** Called when a wait begins or lasts longer; undefined: the answer goes on, or the request has ended. */
export type WaitListener = (wait: NetworkWait | undefined) => void;

/** How requests wait. */
export type Network = {
  /**
   * Returns a listener for one request. With it, a request waits for a silent server until its signal aborts, because the listener can show that.
   * Without it, a silent server is an error after 30 s.
   */
  readonly watch?: () => WaitListener;
  /** Resolves after this time, or when the signal aborts. For tests. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** Reports the waits of several requests as one: that of the request which has waited longest. */
export function networkWaits(report: WaitListener): Required<Pick<Network, 'watch'>> {
  const waits = new Map<WaitListener, NetworkWait>();
  return {
    watch() {
      const listener: WaitListener = (wait) => {
        if (!wait && !waits.has(listener)) return;
        if (wait) waits.set(listener, wait);
        else waits.delete(listener);
        report(waits.values().next().value);
      };
      return listener;
    },
  };
}
