/** A task that runs until it is done or the next one replaces it. */
export type Task = {
  readonly signal: AbortSignal;
  /** False after the end of the task. Late results and progress are then ignored. */
  readonly isOn: boolean;
  done(): void;
};

/** Runs one task at a time: a new task aborts the one before. */
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
