import { Menu } from '@base-ui/react/menu';
import { useContext } from 'react';
import { otherSamples } from '../../state/samples';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useActions, useApp } from '../shell/appContext';

/** What the open model is to be compared with: a file, or a sample of ours. */
export function CompareMenu() {
  const targets = useContext(CommandTargetsContext);
  const actions = useActions();
  const isComparing = useApp((state) => state.comparison !== undefined);
  const address = useApp(({ model }) => (model?.origin.kind === 'address' ? model.origin.address : undefined));
  return (
    <Menu.Root>
      <Menu.Trigger title="Compare the zeros with those of another model">Compare</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="menu-positioner">
          <Menu.Popup className="menu">
            <Menu.Item className="menu-item" onClick={() => targets.chooseCompared?.()}>
              With a file …
            </Menu.Item>
            <Menu.Separator className="menu-separator" />
            {otherSamples(address).map((sample) => (
              <Menu.Item key={sample.address} className="menu-item" onClick={() => actions.compareWithSample(sample)}>
                With {sample.name}
              </Menu.Item>
            ))}
            {isComparing && (
              <>
                <Menu.Separator className="menu-separator" />
                <Menu.Item className="menu-item" onClick={actions.stopComparing}>
                  Stop comparing
                </Menu.Item>
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
