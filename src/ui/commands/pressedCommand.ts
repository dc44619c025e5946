import type { Command } from './command';
import { type KeyPlace, keyOf, keyPlaces } from './keys';

/** The command for a pressed key, ready to run. Prevents the default action of the key. */
export function pressedCommand(event: KeyboardEvent, commands: readonly Command[]): (() => void) | undefined {
  const key = keyOf(event);
  if (key === undefined) return undefined;
  const isHere = (place: KeyPlace) => (event.target as Element).closest(keyPlaces[place]) !== null;
  const act = commands.find(({ keys, place }) => keys?.includes(key) && (!place || isHere(place)))?.act;
  if (!act) return undefined;
  event.preventDefault();
  return () => act(key);
}
