import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileHandle } from './fileHandles';

/** Handles of files that were opened together, the model first. */
export type RecentFile = readonly [model: FileHandle, ...companions: FileHandle[]];

/** What stays in the browser between visits: handles, which hold neither the content nor the path of a file. */
type RecentState = {
  /** Whether files are remembered. */
  readonly isOn: boolean;
  /** The latest first. */
  readonly files: readonly RecentFile[];
};

/** A database of values by key. Can throw a DOMException if the browser allows no storage. */
export type KeyValues = {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
};

const key = 'recent-files';
const maxFiles = 8;
const nothing: RecentState = { isOn: true, files: [] };

/** The files that were opened last. Without storage, the list stays empty. */
export function recentFilesIn(values: KeyValues) {
  const state: StoreApi<RecentState> = createStore(() => nothing);
  let last = Promise.resolve();

  /** One change at a time. Each starts from what is stored, because other tabs change it too. */
  function change(next?: (stored: RecentState) => RecentState | Promise<RecentState>): Promise<void> {
    last = last.then(async () => {
      try {
        const stored = storedState(await values.get(key));
        const after = next ? await next(stored) : stored;
        if (after !== stored) await values.set(key, after);
        state.setState(after);
      } catch (thrown) {
        if (!(thrown instanceof DOMException)) throw thrown;
      }
    });
    return last;
  }

  void change();
  return {
    state,
    /** Puts a file first. A file that is there already moves. Does nothing while files are not remembered. */
    remember: (file: RecentFile) =>
      change(async (stored) => {
        if (!stored.isOn) return stored;
        return { isOn: true, files: [file, ...(await others(stored.files, file))].slice(0, maxFiles) };
      }),
    forget: (file: RecentFile) => change(async ({ isOn, files }) => ({ isOn, files: await others(files, file) })),
    clear: () => change(({ isOn }) => ({ isOn, files: [] })),
    /** Files that were remembered before are forgotten when it is turned off. */
    turn: (isOn: boolean) => change(({ files }) => ({ isOn, files: isOn ? files : [] })),
  };
}

/** The files other than one. Two handles can be of the same file. */
async function others(files: readonly RecentFile[], [model]: RecentFile): Promise<readonly RecentFile[]> {
  const isSame = await Promise.all(files.map(([other]) => other.isSameEntry(model)));
  return files.filter((_, i) => !isSame[i]);
}

/** What is stored, if a version of this page wrote it. */
function storedState(stored: unknown): RecentState {
  const { isOn, files } = (stored ?? {}) as Partial<RecentState>;
  return typeof isOn === 'boolean' && Array.isArray(files) ? { isOn, files } : nothing;
}
