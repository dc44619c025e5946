import { Menu } from '@base-ui/react/menu';
import { useContext } from 'react';
import type { ThemeChoice } from '../../link/link';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useCanPrune } from '../prune/pruneParts';
import { useOpenPlan } from '../prune/useOpenPlan';
import { ShareItems } from '../share/ShareItems';
import { addressTexts } from '../texts/address';
import { commandNames, helpTexts, pruneNames } from '../texts/commands';
import { headerTexts } from '../texts/page';
import { shareTexts } from '../texts/sharing';
import { topBarTexts } from '../texts/shell';
import { useActions, useApp } from './appContext';
import { EngineChoices } from './EngineMenu';
import type { MenuProps } from './LazyMenu';
import { type Later, MenuChoice, MenuFrame, MenuItem, MenuSeparator } from './MenuFrame';
import { useIsPhone } from './narrowPage';
import { printPage } from './printing';
import { themes } from './theme';

/** Theme, engine, help, and what a narrow bar has no room for. */
export function OverflowMenu({ children, ...props }: MenuProps) {
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  const isPhone = useIsPhone();
  return (
    <MenuFrame
      {...props}
      button={children}
      align="end"
      items={(later) => (
        <>
          {isPhone && <SharingItems later={later} />}
          <PageItems later={later} isReview={isReview} />
          <MenuSeparator />
          <Themes />
          {!isReview && (
            <>
              <MenuSeparator />
              <EngineChoices />
            </>
          )}
        </>
      )}
    />
  );
}

function PageItems({ later, isReview }: { later: Later; isReview: boolean }) {
  const targets = useContext(CommandTargetsContext);
  const hasModel = useApp((state) => state.model !== undefined);
  const canPrune = useCanPrune();
  const openPlan = useOpenPlan();
  return (
    <>
      {!isReview && (
        <MenuItem onClick={later(() => (targets.focusAddress ?? targets.showAddress)?.())}>
          {addressTexts.button}
        </MenuItem>
      )}
      {canPrune && <MenuItem onClick={later(openPlan)}>{pruneNames.open}</MenuItem>}
      <MenuItem onClick={later(() => targets.showPalette?.())}>{commandNames.find}</MenuItem>
      <MenuItem onClick={later(() => targets.showHelp?.())}>{helpTexts.title}</MenuItem>
      {hasModel && <MenuItem onClick={later(printPage)}>{commandNames.print}</MenuItem>}
      {!isReview && (
        <Menu.LinkItem className="menu-item" href="./docs/">
          <span className="menu-mark" aria-hidden="true" />
          {topBarTexts.docs}
        </Menu.LinkItem>
      )}
    </>
  );
}

/** The menus of a wide bar, as items. */
function SharingItems({ later }: { later: Later }) {
  const targets = useContext(CommandTargetsContext);
  const hasModel = useApp(({ model }) => model !== undefined);
  const hasPreview = useApp(({ snapshot }) => snapshot !== undefined);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  if (!hasModel && !hasPreview) return null;
  return (
    <>
      {hasModel && !isReview && (
        <>
          <MenuItem onClick={later(targets.chooseCompared)}>{headerTexts.compare}</MenuItem>
          <MenuSeparator />
        </>
      )}
      <Menu.Group>
        <Menu.GroupLabel className="menu-label">{shareTexts.menuTitle}</Menu.GroupLabel>
        <ShareItems later={later} />
      </Menu.Group>
      <MenuSeparator />
    </>
  );
}

function Themes() {
  const theme = useApp((state) => state.theme);
  const { chooseTheme } = useActions();
  return (
    <MenuChoice<ThemeChoice>
      label={topBarTexts.theme}
      value={theme}
      choices={themes.map((value) => ({ value, text: topBarTexts.themes[value] }))}
      onChoose={chooseTheme}
    />
  );
}
