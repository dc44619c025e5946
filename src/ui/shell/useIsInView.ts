import { useEffect, useState } from 'react';

/** Whether an element is visible: not folded, not scrolled away, and in a panel that is open. @returns with the `ref` of the element */
export function useIsInView(): [ref: (element: Element | null) => void, isInView: boolean] {
  const [element, setElement] = useState<Element | null>(null);
  const [isInView, setIsInView] = useState(false);
  useEffect(() => {
    if (!element) return;
    const observer = new IntersectionObserver((entries) => setIsInView(entries.at(-1)!.isIntersecting));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, isInView];
}
