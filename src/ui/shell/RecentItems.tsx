import { Menu } from '@base-ui/react/menu';
import { useStore } from 'zustand';
import { type FileHandle, keepHandle } from '../../state/fileHandles';
import { recentTexts } from '../texts/recent';
import { useActions } from './appContext';
import { openFiles } from './dropping';
import { MenuCheck, MenuItem, MenuSeparator } from './MenuFrame';
import { useOpenRecent } from './RecentFiles';
import { recentFiles } from './recentStore';

/** The recent files in the menu of the file, and whether files are remembered. */
export function RecentItems() {
  const { isOn, files } = useStore(recentFiles.state);
  const actions = useActions();
  const open = useOpenRecent();

  async function choose(): Promise<void> {
    openFiles(await chosenFiles(), actions);
  }

  return (
    <>
      <MenuSeparator />
      <Menu.Group>
        <Menu.GroupLabel className="menu-label">{recentTexts.heading}</Menu.GroupLabel>
        {files.map((file, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several files can have the same name
          <MenuItem key={i} onClick={() => void open(file)}>
            {file[0].name}
          </MenuItem>
        ))}
        {isOn && files.length === 0 && <p className="menu-facts quiet">{recentTexts.hint}</p>}
        {isOn && pickerOf(window) && <MenuItem onClick={() => void choose()}>{recentTexts.choose}</MenuItem>}
        <MenuCheck isOn={isOn} turn={(on) => void recentFiles.turn(on)}>
          {recentTexts.remember}
        </MenuCheck>
        {files.length > 0 && <MenuItem onClick={() => void recentFiles.clear()}>{recentTexts.clear}</MenuItem>}
      </Menu.Group>
    </>
  );
}

type Picker = (options: { multiple: boolean }) => Promise<FileHandle[]>;

function pickerOf(page: Window): Picker | undefined {
  return (page as { showOpenFilePicker?: Picker }).showOpenFilePicker;
}

/** Files from the dialog that gives handles, unlike that of an `input`. None if the person cancels it. */
async function chosenFiles(): Promise<File[]> {
  try {
    const handles = await pickerOf(window)!.call(window, { multiple: true });
    const files = await Promise.all(handles.map((handle) => handle.getFile()));
    for (const [i, file] of files.entries()) keepHandle(file, handles[i]!);
    return files;
  } catch (thrown) {
    if (thrown instanceof DOMException) return [];
    throw thrown;
  }
}
