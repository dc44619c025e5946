import { useStore } from 'zustand';
import type { RecentFile } from '../../state/recentFiles';
import { openRecent } from '../../state/recentOpening';
import { recentTexts } from '../texts/recent';
import { useActions, useApp } from './appContext';
import { recentFiles } from './recentStore';

export { recentFiles } from './recentStore';

/** The recent files on the page without a model. */
export function RecentFiles() {
  const files = useStore(recentFiles.state, (state) => state.files);
  const open = useOpenRecent();
  if (files.length === 0) return null;
  return (
    <section className="recent" aria-label={recentTexts.heading}>
      <header>
        <h3>{recentTexts.heading}</h3>
        <span className="quiet">{recentTexts.kept}</span>
        <span className="spring" />
        <button type="button" onClick={() => void recentFiles.clear()}>
          {recentTexts.clear}
        </button>
        <button type="button" onClick={() => void recentFiles.turn(false)}>
          {recentTexts.turnOff}
        </button>
      </header>
      <ul>
        {files.map((file, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several files can have the same name
          <li key={i}>
            <button type="button" onClick={() => void open(file)}>
              {file[0].name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Opens the local file of the link again, with one click, if it is one of the recent files. */
export function ReopenButton() {
  const name = useApp(({ expectedLink }) => expectedLink?.name?.replace(/\/.*$/s, ''));
  const member = useApp(({ expectedLink }) => expectedLink?.member);
  // The latest of several with that name. A file that is another version is reported when it is open.
  const file = useStore(recentFiles.state, ({ files }) => files.find(([model]) => model.name === name));
  const open = useOpenRecent();
  if (!file) return null;
  return (
    <button type="button" className="primary" onClick={() => void open(file, member)}>
      {recentTexts.reopen(file[0].name)}
    </button>
  );
}

/** Opens a recent file. One that is not there any more is forgotten. */
export function useOpenRecent() {
  const actions = useActions();
  return async (file: RecentFile, member?: string): Promise<void> => {
    if (!(await openRecent(file, actions, member))) await recentFiles.forget(file);
  };
}
