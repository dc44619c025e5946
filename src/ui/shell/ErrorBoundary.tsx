import { Component, type ReactNode } from 'react';
import type { AppStore } from '../../state/store';

type Props = { readonly store: AppStore; readonly children: ReactNode };

/** A bug in a component must not leave an empty page: it says which file was open, so that it can be reported. */
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
          <strong>Prunescope made a mistake{name ? ` while it showed ${name}` : ''}.</strong>
        </p>
        <p>
          <code>{error.message}</code>
        </p>
        <p>
          <button type="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </p>
      </main>
    );
  }
}
