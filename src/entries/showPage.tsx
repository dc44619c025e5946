import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppContext, type AppValue } from '../ui/shell/appContext';
import { ErrorBoundary } from '../ui/shell/ErrorBoundary';

/** Renders a page: the app, an embedded map or a review file. */
export function showPage(value: AppValue, page: ReactNode): void {
  createRoot(document.getElementById('root')!).render(
    <ErrorBoundary store={value.store}>
      <AppContext value={value}>{page}</AppContext>
    </ErrorBoundary>,
  );
}
