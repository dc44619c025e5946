import { commandNames } from '../texts/commands';
import type { Command, CommandedPage } from './command';

/** Present while the atlas is open. It takes its keys before the map and the table. */
export function atlasCommands({ actions, targets: { atlas } }: CommandedPage): Command[] {
  if (!atlas) return [];
  return [
    { name: commandNames.nextInAtlas, group: 'Atlas', keys: ['n'], place: 'atlas', act: () => atlas.focusBy(1) },
    { name: commandNames.previousInAtlas, group: 'Atlas', keys: ['p'], place: 'atlas', act: () => atlas.focusBy(-1) },
    {
      name: commandNames.showFromAtlas,
      group: 'Atlas',
      keys: ['Enter'],
      place: 'atlas',
      act: () => atlas.selectFocused(),
    },
    {
      name: commandNames.closeAtlas,
      group: 'Atlas',
      keys: ['Escape'],
      place: 'atlas',
      act: () => actions.showAtlas(false),
    },
  ];
}
