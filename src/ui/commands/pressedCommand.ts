import type { Command } from './command';
import { type KeyPlace, keyOf, keyPlaces } from './keys';

/** A pressed key, and the element that had the focus. */
export type PressedKey = { readonly key: string; readonly target: Element };

/** Undefined if a field, a menu or a dialog takes the key. */
export function pressedKey(event: KeyboardEvent): PressedKey | undefined {
  const key = keyOf(event);
  return key === undefined ? undefined : { key, target: event.target as Element };
}

/** The command for a pressed key, ready to run. Prevents the default action of the key. */
export function pressedCommand(event: KeyboardEvent, commands: readonly Command[]): (() => void) | undefined {
  const pressed = pressedKey(event);
  const run = pressed && runOf(pressed, commands);
  if (run) event.preventDefault();
  return run;
}

/** The first command of a key, ready to run; undefined if there is none, or if it is not possible now. */
export function runOf(pressed: PressedKey, commands: readonly Command[]): (() => void) | undefined {
  const act = commandOf(pressed, commands)?.act;
  return act && (() => act(pressed.key));
}

/** The first command of a key at its place, possible or not. */
export function commandOf({ key, target }: PressedKey, commands: readonly Command[]): Command | undefined {
  const isHere = (place: KeyPlace) => target.closest(keyPlaces[place]) !== null;
  return commands.find(({ keys, place }) => keys?.includes(key) && (!place || isHere(place)));
}
