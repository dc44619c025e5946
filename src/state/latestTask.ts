/** A piece of work that is on until it is done, or until the next one of its kind takes over. */
export type Task = {
  readonly signal: AbortSignal;
  /** False once it is over: what it still says, such as late progress, is of no interest. */
  readonly isOn: boolean;
  done(): void;
};

/** Work of one kind, one piece at a time: a new one ends the one before. */
export type LatestTask = { start(): Task; stop(): void };

export function latestTask(): LatestTask {
  let controller = new AbortController();
  return {
    start() {
      controller.abort();
      controller = new AbortController();
      const { signal } = controller;
      let finished = false;
      return {
        signal,
        get isOn() {
          return !finished && !signal.aborted;
        },
        done() {
          finished = true;
        },
      };
    },
    stop: () => controller.abort(),
  };
}
