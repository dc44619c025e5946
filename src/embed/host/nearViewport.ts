// Distance from the viewport at which a frame loads.
const nearby = '300px';

/** Calls once, when the element comes near the viewport, unless the signal is aborted first. */
export function whenNear(element: Element, signal: AbortSignal, act: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: nearby },
  );
  observer.observe(element);
  signal.addEventListener('abort', () => observer.disconnect());
}
