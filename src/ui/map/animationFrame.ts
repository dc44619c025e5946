/** Draws at most once per animation frame. */
export type FrameRequests = {
  /** Draws in the next animation frame. */
  request(): void;
  drawNow(): void;
  cancel(): void;
};

export function oncePerFrame(draw: () => void): FrameRequests {
  let frame = 0;

  function drawNow(): void {
    cancel();
    draw();
  }
  function cancel(): void {
    cancelAnimationFrame(frame);
    frame = 0;
  }
  return {
    request() {
      frame ||= requestAnimationFrame(drawNow);
    },
    drawNow,
    cancel,
  };
}
