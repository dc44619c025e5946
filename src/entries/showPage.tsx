import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { AppContext, type AppValue } from '../ui/shell/appContext';
import { ErrorBoundary } from '../ui/shell/ErrorBoundary';

/**
 * Renders a page: the app, an embedded map or a review file. Its listeners are registered when this returns. Otherwise keys and files that
 * come right after the page is loaded would be lost, and the browser would leave the page to show a dropped file.
 */
export function showPage(value: AppValue, page: ReactNode): void {
  const root = createRoot(document.getElementById('root')!);
  flushSync(() =>
    root.render(
      <ErrorBoundary store={value.store}>
        <AppContext value={value}>{page}</AppContext>
      </ErrorBoundary>,
    ),
  );
}
