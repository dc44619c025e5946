import type { View } from '../viewFields';

/** `detail` of the event `load`. */
export type LoadDetail = {
  readonly model: { readonly name: string; readonly bytes: number };
  readonly tensors: readonly {
    readonly tensor: string;
    readonly name: string;
    readonly shape: readonly number[];
    readonly type: string;
  }[];
  readonly view: View;
};

/** `detail` of the event `error`: texts for readers. */
export type ErrorDetail = { readonly title: string; readonly message: string };

/** `detail` of the event `viewchange`. */
export type ViewChangeDetail = { readonly view: View };

/** The events of the tag, by type. */
export type EventDetails = {
  readonly load: LoadDetail;
  readonly error: ErrorDetail;
  readonly viewchange: ViewChangeDetail;
};
