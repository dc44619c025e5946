import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppContext, type AppValue } from '../ui/shell/appContext';
import { ErrorBoundary } from '../ui/shell/ErrorBoundary';

/** Puts a page up: the same for the page itself, the embedded one and that of a review file. */
export function showPage(value: AppValue, page: ReactNode): void {
  createRoot(document.getElementById('root')!).render(
    <ErrorBoundary store={value.store}>
      <AppContext value={value}>{page}</AppContext>
    </ErrorBoundary>,
  );
}
