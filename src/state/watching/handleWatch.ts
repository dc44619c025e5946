import type { ModelOrigin } from '../../session/session';
import { handleOf, keepHandle } from '../fileHandles';
import type { AppStore } from '../store';
import type { LaterVersion, VersionWatch } from './versionWatch';

// Time between two looks at the files of a visible page, ms.
const lookInterval = 2000;
// Time between two looks at a file that changed, ms. It is shown when both see the same.
const settleTime = 300;

type FileOrigin = Extract<ModelOrigin, { kind: 'file' }>;

/** Looks at the files that have handles. @returns a function that ends it */
export function watchHandles({ getState }: AppStore, watch: Pick<VersionWatch, 'follow'>): () => void {
  /** What was seen last, and what was followed last, of each origin, as text. */
  const seen = new WeakMap<ModelOrigin, string>();
  const followed = new WeakMap<ModelOrigin, string>();
  let timer: ReturnType<typeof setTimeout>;
  let hasEnded = false;
  let isLooking = false;

  async function lookAgain(): Promise<void> {
    clearTimeout(timer);
    if (hasEnded || isLooking || document.visibilityState !== 'visible') return;
    isLooking = true;
    const isSettling = await look().finally(() => {
      isLooking = false;
    });
    if (!hasEnded) timer = setTimeout(lookAgain, isSettling ? settleTime : lookInterval);
  }

  /** @returns whether a file changed since the last look */
  async function look(): Promise<boolean> {
    const { model, comparison } = getState();
    const versions = new Map<ModelOrigin, LaterVersion>();
    let isSettling = false;
    for (const origin of [model?.origin, comparison?.origin]) {
      if (origin?.kind !== 'file') continue;
      const version = await versionNow(origin);
      const text = textOf(version);
      if (text === followed.get(origin)) continue;
      isSettling ||= text !== seen.get(origin);
      if (text === seen.get(origin)) {
        followed.set(origin, text);
        versions.set(origin, version);
      }
      seen.set(origin, text);
    }
    if (versions.size > 0) void watch.follow((origin) => versions.get(origin));
    return isSettling;
  }

  const lookNow = () => void lookAgain();
  document.addEventListener('visibilitychange', lookNow);
  lookNow();
  return () => {
    hasEnded = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', lookNow);
  };
}

/** The files of an origin as they are now. Undefined without handles, and if the page may not read the files any more. */
async function versionNow(origin: FileOrigin): Promise<LaterVersion> {
  const { file, companions = [] } = origin;
  const now = await fileNow(file);
  if (now === undefined || now === 'gone') return now;
  const beside = await Promise.all(
    companions.map(async (companion) => {
      const other = await fileNow(companion);
      return other instanceof File ? other : companion;
    }),
  );
  const isSame = hasSameContent(now, file) && beside.every((other, i) => hasSameContent(other, companions[i]!));
  return isSame ? 'same' : { ...origin, file: now, companions: beside, isLaterVersion: true };
}

async function fileNow(file: File): Promise<File | 'gone' | undefined> {
  const handle = await handleOf(file);
  if (!handle) return undefined;
  try {
    const now = await handle.getFile();
    keepHandle(now, handle);
    return now;
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
    return thrown.name === 'NotFoundError' ? 'gone' : undefined;
  }
}

function hasSameContent(one: File, other: File): boolean {
  return one.size === other.size && one.lastModified === other.lastModified;
}

function textOf(version: LaterVersion): string {
  if (typeof version !== 'object' || version.kind !== 'file') return String(version);
  return [version.file, ...(version.companions ?? [])].map((file) => `${file.size} ${file.lastModified}`).join(' ');
}
