import { lazy, type ReactNode, Suspense, useContext } from 'react';
import type { ThemeChoice } from '../../link/link';
import { samples } from '../../state/samples';
import { CommandTargetsContext } from '../commands/commandTargets';
import { HelpButton } from '../commands/HelpButton';
import { CopyLink } from '../share/CopyLink';
import { useActions, useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { formatBytes } from './formatting';
import { Logo } from './Logo';
import { useOpenSample } from './samples';
import { themes } from './theme';

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
          <span className="quiet"> {formatBytes(contents.byteLength)}</span>
        </p>
      )}
      <MemberMenu />
      <span className="spring" />
      {contents && !isReview && (
        <>
          <SampleMenu />
          <AfterFirstMap label="Compare">
            <CompareMenu />
          </AfterFirstMap>
          <CopyLink />
          <EmbedButton />
        </>
      )}
      {contents && (
        <AfterFirstMap label="Download">
          <DownloadMenu />
        </AfterFirstMap>
      )}
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

const CompareMenu = lazy(() => import('../compare/CompareMenu').then((made) => ({ default: made.CompareMenu })));
const DownloadMenu = lazy(() => import('../share/DownloadMenu').then((made) => ({ default: made.DownloadMenu })));

/** A menu is fetched when there is something to do with it: the first map comes before it. */
function AfterFirstMap({ label, children }: { label: string; children: ReactNode }) {
  const wanted = useAfterFirstMap();
  const waiting = (
    <button type="button" disabled>
      {label}
    </button>
  );
  return wanted ? <Suspense fallback={waiting}>{children}</Suspense> : waiting;
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
  const openSample = useOpenSample();
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
