import { PruneScope } from '../embed/host/pruneScope';

/** `<prune-scope>`: importing this module defines the tag, where there are tags. */
if (globalThis.customElements && !customElements.get('prune-scope')) customElements.define('prune-scope', PruneScope);

declare global {
  interface HTMLElementTagNameMap {
    'prune-scope': PruneScope;
  }
}

export type { ErrorDetail, LoadDetail, ViewChangeDetail } from '../embed/host/events';
export type { View } from '../embed/viewFields';
export { PruneScope };
