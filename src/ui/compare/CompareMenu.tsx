import { Menu } from '@base-ui/react/menu';
import { useContext } from 'react';
import { otherSamples } from '../../state/samples';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useActions, useApp } from '../shell/appContext';
import { comparisonTexts } from '../texts/comparison';

/** Compares the open model with a file or a sample. */
export function CompareMenu() {
  const targets = useContext(CommandTargetsContext);
  const actions = useActions();
  const isComparing = useApp((state) => state.comparison !== undefined);
  const address = useApp(({ model }) => (model?.origin.kind === 'address' ? model.origin.address : undefined));
  return (
    <Menu.Root>
      <Menu.Trigger title={comparisonTexts.menuTitle}>{comparisonTexts.menu}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="menu-positioner">
          <Menu.Popup className="menu">
            <Menu.Item className="menu-item" onClick={() => targets.chooseCompared?.()}>
              {comparisonTexts.openFile}
            </Menu.Item>
            <Menu.Separator className="menu-separator" />
            {otherSamples(address).map((sample) => (
              <Menu.Item key={sample.address} className="menu-item" onClick={() => actions.compareWithSample(sample)}>
                {sample.name}
              </Menu.Item>
            ))}
            {isComparing && (
              <>
                <Menu.Separator className="menu-separator" />
                <Menu.Item className="menu-item" onClick={actions.stopComparing}>
                  {comparisonTexts.stop}
                </Menu.Item>
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
