import { createStore, get, set } from 'idb-keyval';
import { recentFilesIn } from '../../state/recentFiles';

const database = createStore('prunescope', 'recent-files');

/** The recent files of this browser. */
export const recentFiles = recentFilesIn({
  get: (key) => get(key, database),
  set: (key, value) => set(key, value, database),
});
