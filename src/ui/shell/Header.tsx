import { type ComponentType, useContext } from 'react';
import type { ThemeChoice } from '../../link/link';
import { samples } from '../../state/samples';
import { CommandTargetsContext } from '../commands/commandTargets';
import { HelpButton } from '../commands/HelpButton';
import { CopyLink } from '../share/CopyLink';
import { useActions, useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { Logo } from './Logo';
import { type Lazy, lazy, useLazy } from './lazy';
import { themes } from './theme';
import { bytesInWords } from './words';

export function Header({ choose }: { choose(): void }) {
  const contents = useApp((state) => state.model?.contents);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  return (
    <header className="bar">
      <h1>
        <Logo /> Prunescope
      </h1>
      {contents && (
        <p className="model-name">
          <strong>{contents.name}</strong>
          <span className="quiet"> {bytesInWords(contents.byteLength)}</span>
        </p>
      )}
      <MemberMenu />
      <span className="spring" />
      {contents && !isReview && (
        <>
          <SampleMenu />
          <MenuAfterFirstMap label="Compare" menu={compareMenu} />
          <CopyLink />
          <EmbedButton />
        </>
      )}
      {contents && <MenuAfterFirstMap label="Download" menu={downloadMenu} />}
      <ThemeSwitch />
      <HelpButton />
      {!isReview && (
        <button type="button" className="primary" onClick={choose} title="Open a model (Ctrl+O)">
          Open
        </button>
      )}
    </header>
  );
}

/** There when there is a map to embed: nothing waits for it. */
function EmbedButton() {
  const targets = useContext(CommandTargetsContext);
  if (!useAfterFirstMap()) return null;
  return (
    <button type="button" title="Put this map into pages of yours" onClick={() => targets.showEmbed?.()}>
      Embed
    </button>
  );
}

const compareMenu = lazy(() => import('../compare/CompareMenu').then(({ CompareMenu }) => CompareMenu));
const downloadMenu = lazy(() => import('../share/DownloadMenu').then(({ DownloadMenu }) => DownloadMenu));

/** A menu that is loaded after the first map. Until then its button is disabled. */
function MenuAfterFirstMap({ label, menu }: { label: string; menu: Lazy<ComponentType> }) {
  const Menu = useLazy(menu, useAfterFirstMap());
  if (Menu) return <Menu />;
  return (
    <button type="button" disabled>
      {label}
    </button>
  );
}

/** The models of a bundle. */
function MemberMenu() {
  const members = useApp((state) => state.model?.members) ?? [];
  const name = useApp((state) => state.model?.contents.name);
  const { openMember } = useActions();
  if (members.length < 2) return null;
  return (
    <select aria-label="Model in the bundle" value={name} onChange={(event) => void openMember(event.target.value)}>
      {members.map((member) => (
        <option key={member} value={member}>
          {member}
        </option>
      ))}
    </select>
  );
}

function SampleMenu() {
  const { openSample } = useActions();
  return (
    <select
      aria-label="Samples"
      value=""
      onChange={(event) => {
        const sample = samples.find(({ address }) => address === event.target.value);
        if (sample) openSample(sample);
      }}
    >
      <option value="" disabled>
        Samples
      </option>
      {samples.map(({ label, address }) => (
        <option key={address} value={address}>
          {label}
        </option>
      ))}
    </select>
  );
}

function ThemeSwitch() {
  const theme = useApp((state) => state.theme);
  const { chooseTheme } = useActions();
  return (
    <select aria-label="Theme" value={theme} onChange={(event) => chooseTheme(event.target.value as ThemeChoice)}>
      {themes.map((choice) => (
        <option key={choice} value={choice}>
          {choice === 'auto' ? 'Theme: auto' : choice === 'light' ? 'Light' : 'Dark'}
        </option>
      ))}
    </select>
  );
}
