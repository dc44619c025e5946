import type { FromFrame, MessageHandlers, ToFrame } from '../messages';
import { viewOfFragment } from '../viewFields';
import type { frameFailure } from './frameFailure';
import type { pendingReports } from './pendingReports';
import type { SessionOwner } from './sessionOwner';
import type { shownModel } from './shownModel';

/** The state of a session, and what its handlers send. */
type SessionParts = {
  readonly owner: SessionOwner;
  readonly model: ReturnType<typeof shownModel>;
  readonly failure: ReturnType<typeof frameFailure>;
  readonly reports: ReturnType<typeof pendingReports>;
  send(message: ToFrame): void;
  sendBytes(range: Extract<FromFrame, { type: 'read' }>): Promise<void>;
  /** Sends everything that a frame needs first. */
  sendFirst(): void;
};

/** What a session does with each message of its frame. */
export function frameHandlers(session: SessionParts): MessageHandlers<FromFrame> {
  const { owner, model, failure, reports, send } = session;
  const { parts, dispatch } = owner;
  return {
    ready() {
      failure.onReady();
      session.sendFirst();
    },
    load({ fragment, model: opened, tensors }) {
      failure.clear();
      model.setLoaded();
      const view = viewOfFragment(fragment);
      owner.onView(view);
      parts.showDrawn();
      for (const id of reports.ids()) send({ prunescope: 1, type: 'report', id });
      dispatch('load', { model: opened, tensors, view });
    },
    error({ title, message }) {
      failure.clear();
      // The frame shows the error.
      parts.showDrawn();
      if (model.isLoaded()) dispatch('error', { title, message });
      else failure.set({ title, message });
    },
    viewchange({ fragment }) {
      const view = viewOfFragment(fragment);
      owner.onView(view);
      dispatch('viewchange', { view });
    },
    height: ({ height }) => owner.onHeight(Math.ceil(height)),
    // It restarts the timeout, as every message does.
    progress() {},
    read: (range) => void session.sendBytes(range),
    report: reports.answer,
  };
}
