import type { AppState } from './store';

/** Bytes of models that are read completely, for a plan, without asking. */
export const maxUnasked = 256 * 2 ** 20;

/** Whether the reader must agree before all of the model is read: it is large, or its rest was not downloaded. */
export function mustAgree({ model, planning }: Pick<AppState, 'model' | 'planning'>): boolean {
  return !planning?.isAgreed && model !== undefined && (model.unread || model.contents.byteLength > maxUnasked);
}
