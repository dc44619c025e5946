import { Dialog } from '@base-ui/react/dialog';
import { group } from 'd3';
import { gestures, helpTexts } from '../texts/commands';
import type { Command } from './command';
import { commandsOf } from './commands';
import type { CommandDialogProps } from './dialogProps';
import { KeyCaps } from './KeyCaps';

/** All keys and gestures of the page. Keys come from the table of commands. */
export function HelpSheet({ open, close, pageNow }: CommandDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet">
          <header>
            <Dialog.Title className="dialog-title">{helpTexts.title}</Dialog.Title>
            <Dialog.Close aria-label={helpTexts.close}>✕</Dialog.Close>
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
                        {place && <span className="quiet"> {helpTexts.places[place]}</span>}
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
              <h3>{helpTexts.pointer}</h3>
              <dl>
                {gestures.map(([effect, gesture]) => (
                  <div key={effect}>
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
