import type { showingOn } from './showing';
import type { AppStore } from './store';

/** Opens another part of the file of the open model, or the model with more files. */
export function openingAgainOn({ getState }: AppStore, open: ReturnType<typeof showingOn>['open']) {
  return {
    /** Opens another model of the same bundle. */
    async openMember(member: string): Promise<void> {
      const { model } = getState();
      if (model) await open({ ...model.origin, member });
    },
    /** Opens the model again with files of external data. @returns whether the model refers to any of the files */
    addCompanions(files: readonly File[]): boolean {
      const { model, selected, window } = getState();
      const requested = files.filter(({ name }) => model?.contents.externalFiles.includes(name));
      if (!model || requested.length === 0) return false;
      // A file that was given before is replaced: it may have changed.
      const others = (model.origin.companions ?? []).filter((old) => !requested.some(({ name }) => name === old.name));
      const view = { ...(selected && { tensor: selected }), ...(window && { window }) };
      void open({ ...model.origin, companions: [...requested, ...others] }, view);
      return true;
    },
  };
}
