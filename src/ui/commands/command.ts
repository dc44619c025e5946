import type { Actions } from '../../state/actions';
import type { AppState } from '../../state/store';
import type { CommandGroup } from '../texts/commands';
import type { CommandTargets } from './commandTargets';
import type { KeyPlace } from './keys';

/** Something that can be done on the page. */
export type Command = {
  readonly name: string;
  readonly group: CommandGroup;
  /** As keyOf names them. Each of them runs the command. */
  readonly keys?: readonly string[];
  /** Where the focus must be for the keys; absent: anywhere except in a field. */
  readonly place?: KeyPlace;
  /** The page is already in this state. */
  readonly isOn?: boolean;
  /** Runs the command; undefined if that is not possible now. Commands whose keys differ in effect read the key. */
  readonly act: ((key: string) => void) | undefined;
};

/** What commands read and change. */
export type CommandedPage = { readonly state: AppState; readonly actions: Actions; readonly targets: CommandTargets };
