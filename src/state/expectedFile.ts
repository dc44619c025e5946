import { isFileOfLink, type LinkState } from '../link/link';
import { ModelError } from '../modelError';
import type { ModelOrigin, SessionModel } from '../session/session';
import { isLocalFile } from './origin';
import type { AppStore } from './store';

/** The local file that a link is about. A page cannot open it, so the reader has to. */
export function expectedFileOn({ getState, setState }: AppStore) {
  /**
   * The link, if a model that was opened is its file. Its SHA-256 decides, if the link has one, else name and size. Another version of the file is
   * reported.
   */
  async function linkOfFile(
    model: SessionModel,
    origin: ModelOrigin,
    signal: AbortSignal,
  ): Promise<LinkState | undefined> {
    const { expectedLink } = getState();
    if (!expectedLink || !isLocalFile(origin)) {
      setState({ expectedLink: undefined });
      return undefined;
    }
    const { contents } = model;
    const hash = expectedLink.sha256 === undefined ? undefined : await hashWhileOpening(model, signal);
    if (signal.aborted) return undefined;
    setState({ expectedLink: undefined });
    if (hash === undefined) return isFileOfLink(expectedLink, contents) ? expectedLink : undefined;
    if (hash === expectedLink.sha256) return expectedLink;
    if (contents.name === expectedLink.name) {
      const message = `This is a different version of ${contents.name} than the link was made for. The page shows this version. Counts may not match the notes. Open the original file to see what the link shows. SHA-256 of this file: ${hash}; in the link: ${expectedLink.sha256}.`;
      setState({ problem: { title: contents.name, message } });
    }
    return undefined;
  }

  /** SHA-256 in hex, or undefined if the file cannot be read. */
  async function hashWhileOpening(
    { contents, sha256Of }: SessionModel,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { name, byteLength: total } = contents;
    try {
      return await sha256Of(signal, (share) => {
        if (!signal.aborted) setState({ opening: { name, loaded: share * total, total, isLocal: true } });
      });
    } catch (thrown) {
      if (thrown instanceof ModelError) return undefined;
      throw thrown;
    }
  }

  return { linkOfFile };
}
