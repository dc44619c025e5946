// How near to the viewport a frame begins.
const nearby = '300px';

/** Calls once the element comes near the viewport, unless the signal is aborted before. */
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
