import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

/** A section of the details that can be folded. */
export function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="fold" open>
      <summary>
        <h3>{title}</h3>
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
