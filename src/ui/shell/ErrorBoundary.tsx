import { Component, type ReactNode } from 'react';
import type { AppStore } from '../../state/store';
import { internalErrorTexts } from '../texts/page';

type Props = { readonly store: AppStore; readonly children: ReactNode };

/** Shows errors that components throw, with the name of the open file, so that they can be reported. */
export class ErrorBoundary extends Component<Props, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const name = this.props.store.getState().model?.contents.name;
    return (
      <main className="nothing" role="alert">
        <p>
          <strong>{internalErrorTexts.heading(name)}</strong>
        </p>
        <p>
          <code>{error.message}</code>
        </p>
        <p>
          <button type="button" onClick={() => location.reload()}>
            {internalErrorTexts.reload}
          </button>
        </p>
      </main>
    );
  }
}
