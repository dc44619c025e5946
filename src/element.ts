import { PruneScope } from './tag/pruneScope';

/** `<prune-scope>`: importing this module defines the tag, where there are tags. */
if (globalThis.customElements && !customElements.get('prune-scope')) customElements.define('prune-scope', PruneScope);

declare global {
  interface HTMLElementTagNameMap {
    'prune-scope': PruneScope;
  }
}

export type { ErrorDetail, LoadDetail, ViewChangeDetail } from './tag/events';
export type { View } from './tag/viewFields';
export { PruneScope };
