import { ChevronDown, Ellipsis, Search } from 'lucide-react';
import { type ComponentType, useContext } from 'react';
import { formatBytes } from '../../sparsity/byteSize';
import { CommandTargetsContext } from '../commands/commandTargets';
import { keyLabels } from '../commands/keys';
import { headerTexts, productName } from '../texts/page';
import { shareTexts } from '../texts/sharing';
import { topBarTexts } from '../texts/shell';
import { useApp } from './appContext';
import { useAfterFirstMap } from './firstMap';
import { LazyMenu } from './LazyMenu';
import { Logo } from './Logo';
import { type Lazy, lazy, useLazy } from './lazy';
import { fileMenu, overflowMenu } from './shellMenus';

/** The file, the search for commands and tensors, the goal, and what can be done with the model. */
export function TopBar({ choose }: { choose(): void }) {
  const contents = useApp((state) => state.model?.contents);
  const hasSnapshot = useApp((state) => state.snapshot !== undefined);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  return (
    <header className="bar">
      <h1 title={productName}>
        <Logo /> <span className={contents ? 'visually-hidden' : undefined}>{productName}</span>
      </h1>
      {contents && <p className="paper-only">{contents.name}</p>}
      {contents && (
        <LazyMenu menu={fileMenu} className="plain file-button" label={`${contents.name}, ${topBarTexts.fileTitle}`}>
          <strong>{contents.name}</strong>
          <span className="quiet file-size">{formatBytes(contents.byteLength)}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </LazyMenu>
      )}
      <span className="spring" />
      <FindButton />
      <span className="spring" />
      {contents && <Goal />}
      {(contents || hasSnapshot) && (
        <div className="bar-actions">
          {contents && !isReview && <MenuAfterFirstMap label={headerTexts.compare} menu={compareMenu} />}
          <MenuAfterFirstMap label={shareTexts.menu} menu={shareMenu} />
        </div>
      )}
      <LazyMenu menu={overflowMenu} className="icon" label={topBarTexts.more}>
        <Ellipsis size={16} aria-hidden="true" />
      </LazyMenu>
      {!isReview && (
        <button type="button" className="primary" onClick={choose} title={headerTexts.openTitle}>
          {headerTexts.open}
        </button>
      )}
    </header>
  );
}

const goalSelect = lazy(() => import('./GoalSelect').then(({ GoalSelect }) => GoalSelect));

function Goal() {
  const GoalSelect = useLazy(goalSelect);
  return GoalSelect ? <GoalSelect /> : null;
}

/** Opens the command palette. */
function FindButton() {
  const targets = useContext(CommandTargetsContext);
  return (
    <button
      type="button"
      className="find"
      aria-label={topBarTexts.find}
      title={topBarTexts.find}
      onClick={() => targets.showPalette?.()}
    >
      <Search size={14} aria-hidden="true" />
      <span>{topBarTexts.find}</span>
      <kbd>{keyLabels('Ctrl+k').join(' ')}</kbd>
    </button>
  );
}

const compareMenu = lazy(() => import('../compare/CompareMenu').then(({ CompareMenu }) => CompareMenu));
const shareMenu = lazy(() => import('../share/ShareMenu').then(({ ShareMenu }) => ShareMenu));

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
