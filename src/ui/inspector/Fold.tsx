import { ChevronRight } from 'lucide-react';
import type { ReactNode, Ref } from 'react';

/** A section of the details that can be folded. @param props.aside a short text beside the title */
export function Fold(props: { title: string; aside?: ReactNode; ref?: Ref<HTMLDetailsElement>; children: ReactNode }) {
  const { title, aside, ref, children } = props;
  return (
    <details className="fold" open ref={ref}>
      <summary>
        <h3>{title}</h3>
        {aside !== undefined && <span className="quiet fold-aside">{aside}</span>}
        <ChevronRight size={14} aria-hidden="true" />
      </summary>
      <div className="fold-content">{children}</div>
    </details>
  );
}

/** Takes the place of a text that is not known yet. */
export function Skeleton() {
  return <span className="skeleton">…</span>;
}
