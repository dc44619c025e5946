import { type ComponentType, useContext } from 'react';
import type { ThemeChoice } from '../../link/link';
import { formatBytes } from '../../sparsity/byteSize';
import { samples } from '../../state/samples';
import { CommandTargetsContext } from '../commands/commandTargets';
import { HelpButton } from '../commands/HelpButton';
import { CopyLink } from '../share/CopyLink';
import { addressTexts } from '../texts/address';
import { headerTexts, productName, withModelType } from '../texts/page';
import { useActions, useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { Logo } from './Logo';
import { type Lazy, lazy, useLazy } from './lazy';
import { shortNames } from './shortNames';
import { themes } from './theme';

export function Header({ choose }: { choose(): void }) {
  const contents = useApp((state) => state.model?.contents);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  return (
    <header className="bar">
      <h1>
        <Logo /> {productName}
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
          <MenuAfterFirstMap label={headerTexts.compare} menu={compareMenu} />
          <CopyLink />
          <EmbedButton />
        </>
      )}
      {contents && <MenuAfterFirstMap label={headerTexts.download} menu={downloadMenu} />}
      <ThemeSwitch />
      <HelpButton />
      <AddressButton />
      {!isReview && (
        <button type="button" className="primary" onClick={choose} title={headerTexts.openTitle}>
          {headerTexts.open}
        </button>
      )}
    </header>
  );
}

/** Opens the dialog for a URL. Before a model is open, the page has the field itself. */
function AddressButton() {
  const targets = useContext(CommandTargetsContext);
  const isOnPage = useApp(({ model, snapshot }) => model === undefined && snapshot === undefined);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  if (isOnPage || isReview) return null;
  return (
    <button type="button" title={addressTexts.buttonTitle} onClick={() => targets.showAddress?.()}>
      {addressTexts.button}
    </button>
  );
}

/** Opens the dialog of snippets. Absent until there is a map to embed. */
function EmbedButton() {
  const targets = useContext(CommandTargetsContext);
  if (!useAfterFirstMap()) return null;
  return (
    <button type="button" title={headerTexts.embedTitle} onClick={() => targets.showEmbed?.()}>
      {headerTexts.embed}
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
  const names = members.map((member) => member.name);
  const labels = shortNames(names);
  return (
    <select
      aria-label={headerTexts.memberMenu}
      title={name}
      value={name}
      onChange={(event) => void openMember(event.target.value)}
    >
      {members.map(({ name: member, modelType }, i) => (
        <option key={member} value={member} title={member} aria-label={withModelType(member, modelType)}>
          {withModelType(labels[i], modelType)}
        </option>
      ))}
    </select>
  );
}

function SampleMenu() {
  const { openSample } = useActions();
  return (
    <select
      aria-label={headerTexts.samples}
      value=""
      onChange={(event) => {
        const sample = samples.find(({ address }) => address === event.target.value);
        if (sample) openSample(sample);
      }}
    >
      <option value="" disabled>
        {headerTexts.samples}
      </option>
      {samples.map(({ name, address }) => (
        <option key={address} value={address}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ThemeSwitch() {
  const theme = useApp((state) => state.theme);
  const { chooseTheme } = useActions();
  return (
    <select
      aria-label={headerTexts.theme}
      value={theme}
      onChange={(event) => chooseTheme(event.target.value as ThemeChoice)}
    >
      {themes.map((choice) => (
        <option key={choice} value={choice}>
          {headerTexts.theme}: {choice}
        </option>
      ))}
    </select>
  );
}
