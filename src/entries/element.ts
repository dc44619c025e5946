import { PruneScope } from '../embed/host/pruneScope';

/** `<prune-scope>`. Importing this module defines the element, if custom elements are available. */
if (globalThis.customElements && !customElements.get('prune-scope')) customElements.define('prune-scope', PruneScope);

declare global {
  interface HTMLElementTagNameMap {
    'prune-scope': PruneScope;
  }
}

export type { ErrorDetail, LoadDetail, ViewChangeDetail } from '../embed/host/events';
export type { View } from '../embed/viewFields';
export { PruneScope };
