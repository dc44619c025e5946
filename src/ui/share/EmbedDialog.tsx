import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { useMemo, useState } from 'react';
import { siteAddress } from '../../exports/siteAddress';
import { type Embedded, type SnippetKind, snippetKinds } from '../../exports/snippets';
import { clippedWindow, completeWindow, windowText } from '../../heatmap/viewport';
import type { LinkState } from '../../link/link';
import { linkOf } from '../../state/stateLink';
import type { AppState } from '../../state/store';
import type { CommandDialogProps } from '../commands/dialogProps';
import { mapLabel } from '../map/mapLabel';
import { useApp } from '../shell/appContext';
import { embedTexts, snippetNames } from '../texts/embed';
import { EmbedAddress } from './EmbedAddress';
import { type EmbedChoices, EmbedOptions } from './EmbedOptions';
import { EmbedPreview } from './EmbedPreview';
import { EmbedSnippet } from './EmbedSnippet';
import { ownBaseToShare, rememberAddress, rememberedAddress } from './embedBase';

/** Snippets that embed the map on screen in other pages, with a preview. */
export function EmbedDialog({ open, close, focusBefore }: CommandDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet embed-sheet" finalFocus={focusBefore}>
          <header>
            <Dialog.Title className="dialog-title">{embedTexts.title}</Dialog.Title>
            <Dialog.Close aria-label={embedTexts.close}>✕</Dialog.Close>
          </header>
          <Snippets />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Snippets() {
  const hasModel = useApp((state) => state.model !== undefined);
  const hasWindow = useApp((state) => state.window !== undefined);
  const theme = useApp((state) => state.theme);
  const [kind, setKind] = useState<SnippetKind>('html');
  const [choices, setChoices] = useState<EmbedChoices>({
    isComplete: !hasWindow,
    height: 480,
    theme,
    hasFallback: false,
  });
  const { typed, setTyped, base } = useAddress(useApp(ownBaseToShare));
  const embedded = useEmbedded(choices, base);
  if (!hasModel) return null;
  return (
    <Tabs.Root className="embed" value={kind} onValueChange={(value) => setKind(value as SnippetKind)}>
      <EmbedAddress typed={typed} setTyped={setTyped} />
      <Tabs.List className="embed-kinds" aria-label={embedTexts.kinds}>
        {snippetKinds.map((name) => (
          <Tabs.Tab key={name} value={name} className="embed-kind">
            {snippetNames[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {/* The key replaces the panel at once. Otherwise the old one stays until its transition ends. */}
      <Tabs.Panel key={kind} value={kind} className="embed-panel" tabIndex={-1}>
        <EmbedOptions kind={kind} choices={choices} choose={setChoices} hasWindow={hasWindow} />
        {base !== undefined && <EmbedSnippet kind={kind} embedded={embedded} choices={choices} />}
      </Tabs.Panel>
      <EmbedPreview kind={kind} embedded={embedded} choices={choices} />
    </Tabs.Root>
  );
}

/** The field for the URL of the copy of Prunescope, and the last valid URL in it. */
function useAddress(own: string | undefined) {
  const [typed, setTyped] = useState(() => rememberedAddress() ?? own ?? '');
  const [base, setBase] = useState(() => siteAddress(typed) ?? own);

  function change(text: string): void {
    setTyped(text);
    const address = siteAddress(text);
    if (address === undefined) return;
    setBase(address);
    rememberAddress(address);
  }

  return { typed, setTyped: change, base };
}

/** Changes only when the snippet does: as JSON, equal values are identical. */
function useEmbedded(choices: EmbedChoices, base = ''): Embedded {
  const text = useApp((state) => JSON.stringify(embeddedOf(state, choices)));
  return useMemo(() => ({ ...JSON.parse(text), base }), [text, base]);
}

function embeddedOf(state: AppState, { isComplete, height, theme, hasFallback }: EmbedChoices): Omit<Embedded, 'base'> {
  const { window: shownWindow, ...link } = { ...linkOf(state), theme };
  const window = isComplete ? undefined : shownWindow;
  const view = state.map.phase === 'ready' ? state.map.tensorMap.view : undefined;
  const place = view && windowText(window ? clippedWindow(window, view) : completeWindow(view), view);
  return {
    link: { ...link, ...fileOfReview(state), ...(window && { window }) },
    // The size of a model in a bundle of several says little about the file.
    bytes: state.model?.members.length === 1 ? state.model.contents.byteLength : undefined,
    label: place ? `${mapLabel(state)}; ${place}` : mapLabel(state),
    height,
    withPicture: hasFallback,
  };
}

/** The fields of a link that identify the model of a review file. Readers need its file, as for a local one. */
function fileOfReview({ model, hash }: AppState): Partial<LinkState> {
  if (model?.origin.kind !== 'review') return {};
  const { name, byteLength: size } = model.contents;
  return { name, size, ...(hash?.phase === 'done' && { sha256: hash.sha256 }) };
}
