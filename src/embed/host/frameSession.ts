import { sentenceOf } from '../../modelError';
import type { SparsityReport } from '../../sparsity/report';
import { type FromFrame, handleMessage, type ToFrame } from '../messages';
import { fragmentOf, type View } from '../viewFields';
import { addressOf } from './addresses';
import { frameFailure } from './frameFailure';
import { frameHandlers } from './frameHandlers';
import { frameLink } from './frameLink';
import { bytesFor } from './hostModel';
import { pendingReports } from './pendingReports';
import type { SessionOwner } from './sessionOwner';
import { shownModel } from './shownModel';
import { themeSender } from './themeSender';

export type FrameSession = ReturnType<typeof frameSession>;

/**
 * The frame of a tag, from its creation until it is removed: sends it models, views and the theme, and handles its messages.
 * @param address of embed.html
 */
export function frameSession(address: string, owner: SessionOwner) {
  const { element, parts, dispatch } = owner;
  const removed = new AbortController();
  const reports = pendingReports();
  const model = shownModel(element);
  const failure = frameFailure(address, parts, ({ title, message }) => {
    reports.reject(message);
    dispatch('error', { title, message });
  });

  const frame = frameLink(address, (message) => {
    // A model that is being replaced is read until the next one is on screen.
    if (message.type !== 'read' && 'of' in message && !model.isAbout(message.of)) return;
    failure.onMessage();
    handleMessage(handlers, message);
  });
  parts.show(frame.element);

  const theme = themeSender(element, parts, failure.isReady, send);
  const handlers = frameHandlers({ owner, model, failure, reports, send, sendBytes, sendFirst });

  function sendFirst(): void {
    theme.reset();
    theme.send();
    sendOpen();
  }

  function send(message: ToFrame): void {
    if (failure.isReady()) frame.send(message);
  }

  async function sendBytes(range: Extract<FromFrame, { type: 'read' }>): Promise<void> {
    const { message, transferred } = await bytesFor(range, model.sourceOf(range.of), removed.signal);
    frame.send(message, transferred);
  }

  /** Sends the model, once the frame is ready and the model is located. */
  function sendOpen(): void {
    const message = failure.isReady() && model.openMessage(owner.requestedView());
    if (!message) return;
    send(message);
    failure.expectMessage();
  }

  /** Ignores the current model from now on. */
  function leaveModel(): void {
    model.leave();
    failure.forgetModel();
  }

  /** Opens the file, or the model that `src` names. */
  async function open(): Promise<void> {
    leaveModel();
    nameFrame();
    const file = owner.file();
    if (file) {
      model.take(file);
      parts.clear();
      return sendOpen();
    }
    const src = addressOf(element, 'src');
    if (src === undefined) return failure.warn({ title: 'prune-scope', message: 'Set src to the URL of a model.' });
    try {
      if ((await model.locate(src, parts.progress)) === 'replaced') return;
    } catch (thrown) {
      return failure.warn({ title: 'The model', message: sentenceOf((thrown as Error).message) });
    }
    // The frame can have failed in the meantime. Then its message stays.
    if (failure.message() === undefined) parts.clear();
    sendOpen();
  }

  /** Sets the accessible name. */
  function nameFrame(): void {
    frame.element.title = element.getAttribute('title') ?? `Non-zero map of ${owner.file()?.name ?? element.src}`;
  }

  return {
    open,
    leaveModel,
    nameFrame,
    isLoaded: model.isLoaded,
    sendTheme: theme.send,
    focus: () => frame.element.focus(),
    setView: (view: View) => send({ prunescope: 1, type: 'view', fragment: fragmentOf(view) }),
    /** The report on the model, once it is loaded. @throws Error if the model cannot be shown */
    report(): Promise<SparsityReport> {
      const message = failure.message();
      if (message !== undefined) return Promise.reject(new Error(message));
      return reports.request((id) => model.isLoaded() && send({ prunescope: 1, type: 'report', id }));
    },
    /** @param reason why pending reports are rejected */
    remove(reason: string): void {
      failure.stop();
      model.stop();
      removed.abort();
      frame.remove();
      parts.clear();
      reports.reject(reason);
    },
  };
}
