import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { type UIEvent, useLayoutEffect, useRef, useState } from 'react';
import { searchText } from '../../state/tableRows';
import { operatorText, tensorKey } from '../../tflite/weights/weightTensor';
import { formatShape, shortenedName } from '../shell/formatting';
import { BreakableName } from '../tensors/TensorRow';
import { commandNames, paletteTexts } from '../texts/commands';
import type { CommandedPage } from './command';
import { commandsOf } from './commands';
import type { CommandDialogProps } from './dialogProps';
import { KeyCaps } from './KeyCaps';
import { type Findable, matchesOf } from './matches';

/** A command that is possible now, or a tensor. */
type Entry = Findable & {
  readonly id: string;
  readonly name: string;
  readonly facts: string;
  readonly keys?: readonly string[] | undefined;
  readonly isOn: boolean;
  act(): void;
};

// Entries that are added at a time: the page would be slow with thousands in the list.
const pageLength = 50;
// How close to the end of the list more are added, CSS pixels.
const nearEnd = 400;

/** Finds commands and tensors by words. Runs the chosen command, or shows the chosen tensor. */
export function CommandPalette({ open, close, pageNow, typedBefore, focusBefore }: CommandDialogProps) {
  const chosen = useRef<Entry>(undefined);

  // Run after the dialog has returned the focus, because the command may move it.
  function onOpenChangeComplete(isOpen: boolean): void {
    if (isOpen) return;
    const entry = chosen.current;
    chosen.current = undefined;
    requestAnimationFrame(() => entry?.act());
  }

  return (
    <Dialog.Root open={open} onOpenChange={close} onOpenChangeComplete={onOpenChangeComplete}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup
          className="dialog palette"
          finalFocus={focusBefore}
          onKeyDown={(event) => {
            if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            close();
          }}
        >
          <Dialog.Title className="visually-hidden">{paletteTexts.title}</Dialog.Title>
          <Finder
            pageNow={pageNow}
            typedBefore={typedBefore}
            onChoose={(entry) => {
              chosen.current = entry;
              close();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type FinderProps = Pick<CommandDialogProps, 'pageNow' | 'typedBefore'> & { onChoose(entry: Entry): void };

function Finder({ pageNow, typedBefore, onChoose }: FinderProps) {
  const [entries] = useState(() => entriesOf(pageNow()));
  const [query, setQuery] = useState(typedBefore);
  const field = useRef<HTMLInputElement>(null);
  const found = matchesOf(entries, query);
  const [shownCount, setShownCount] = useState(pageLength);
  const shown = found.slice(0, shownCount);

  function search(value: string): void {
    setQuery(value);
    setShownCount(pageLength);
  }

  function showMore({ currentTarget: list }: UIEvent): void {
    if (list.scrollHeight - list.scrollTop - list.clientHeight > nearEnd) return;
    if (shownCount < found.length) setShownCount(shownCount + pageLength);
  }

  // The dialog would set the focus a frame later and lose letters typed before.
  useLayoutEffect(() => field.current?.focus(), []);

  return (
    <Autocomplete.Root
      open
      inline
      items={shown}
      filteredItems={shown}
      itemToStringValue={({ name }: Entry) => name}
      value={query}
      onValueChange={(value, { reason }) => reason !== 'item-press' && search(value)}
      autoHighlight="always"
      keepHighlight
    >
      <Autocomplete.Input
        ref={field}
        className="palette-field"
        aria-label={commandNames.find}
        placeholder={paletteTexts.placeholder}
      />
      <Autocomplete.List className="palette-list" onScroll={showMore}>
        {(entry: Entry) => (
          <Autocomplete.Item key={entry.id} value={entry} className="palette-item" onClick={() => onChoose(entry)}>
            <span className="palette-name">
              <BreakableName name={shortenedName(entry.name)} />
            </span>
            <span className="palette-facts quiet">{entry.facts}</span>
            {entry.isOn && <span className="palette-on">{paletteTexts.isOn}</span>}
            {entry.keys && <KeyCaps keys={entry.keys} />}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      <Autocomplete.Status className="palette-status quiet">
        {found.length === 0 && paletteTexts.noMatch}
      </Autocomplete.Status>
    </Autocomplete.Root>
  );
}

function entriesOf(page: CommandedPage): readonly Entry[] {
  const { state, actions, targets } = page;
  const commands = commandsOf(page).flatMap(({ name, group, keys, place, isOn = false, act }) => {
    // Moves in the map and the table need a key for the direction, and the focus.
    if (!act || place === 'map' || place === 'table') return [];
    const text = `${name} ${group}`.toLowerCase();
    return [{ id: name, name, facts: group, keys, isOn, text, act: () => act('') }];
  });
  const tensors = (state.model?.contents.tensors ?? []).map((tensor) => {
    const key = tensorKey(tensor);
    return {
      id: key,
      name: tensor.name || paletteTexts.noName,
      facts: `${key} · ${operatorText(tensor)} · ${formatShape(tensor.shape)}`,
      isOn: state.selected === key,
      text: searchText(tensor, state.results, state.pattern),
      act: () => (targets.table ? targets.table.choose(key) : void actions.select(key)),
    };
  });
  return [...commands, ...tensors];
}
