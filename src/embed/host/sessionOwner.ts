import type { View } from '../viewFields';
import type { AttributedElement } from './attributes';
import type { EventDetails } from './events';
import type { Parts } from './parts';

/** What a session needs of its tag, and reports to it. */
export type SessionOwner = {
  readonly element: AttributedElement;
  readonly parts: Parts;
  /** The model, in place of `src`. */
  file(): File | null;
  /** What to show of the next model. */
  requestedView(): View;
  /** The frame shows another part of the model. */
  onView(view: View): void;
  /** @param height of the content of the frame, CSS pixels */
  onHeight(height: number): void;
  dispatch<Type extends keyof EventDetails>(type: Type, detail: EventDetails[Type]): void;
};
