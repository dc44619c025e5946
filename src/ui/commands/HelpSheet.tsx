import { Dialog } from '@base-ui/react/dialog';
import { group } from 'd3';
import { type Command, commandsOf } from './commands';
import type { CommandDialogProps } from './dialogProps';
import { KeyCaps } from './KeyCaps';
import type { KeyPlace } from './keys';

const placeNames: Readonly<Record<KeyPlace, string>> = {
  map: 'with the focus on the map',
  atlas: 'with the focus on the atlas',
  table: 'with the focus on a row',
};

const gestures: readonly (readonly [gesture: string, effect: string])[] = [
  ['Wheel, or pinch', 'Zoom in and out'],
  ['Drag', 'Move the map'],
  ['Double click, or double tap', 'Show the whole tensor'],
  ['Hover, or tap', 'Read out a weight and its block'],
  ['Click in the overview', 'Move the view to a place'],
  ['Drop it on the page', 'Open a file'],
];

/** All keys and gestures of the page. Keys come from the table of commands. */
export function HelpSheet({ open, close, pageNow }: CommandDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet">
          <header>
            <Dialog.Title className="dialog-title">Keyboard help</Dialog.Title>
            <Dialog.Close aria-label="Close">✕</Dialog.Close>
          </header>
          <div className="help-groups">
            {[...keyedGroups(commandsOf(pageNow()))].map(([name, commands]) => (
              <section key={name}>
                <h3>{name}</h3>
                <dl>
                  {commands.map(({ name, keys, place }) => (
                    <div key={name}>
                      <dt>
                        {name}
                        {place && <span className="quiet"> {placeNames[place]}</span>}
                      </dt>
                      <dd>
                        <KeyCaps keys={keys ?? []} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
            <section>
              <h3>Mouse and touch</h3>
              <dl>
                {gestures.map(([gesture, effect]) => (
                  <div key={gesture}>
                    <dt>{effect}</dt>
                    <dd>{gesture}</dd>
                  </div>
                ))}
              </dl>
            </section>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function keyedGroups(commands: readonly Command[]) {
  return group(
    commands.filter(({ keys }) => keys),
    (command) => command.group,
  );
}
