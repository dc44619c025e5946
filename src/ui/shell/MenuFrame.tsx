import { Menu } from '@base-ui/react/menu';
import { type ReactNode, useRef } from 'react';
import type { MenuProps } from './LazyMenu';

/** Runs an action after the menu has closed and its button has the focus again, for actions that open dialogs. */
export type Later = (action: (() => void) | undefined) => () => void;

type FrameProps = Omit<MenuProps, 'children'> & {
  /** Content of the button. */
  readonly button: ReactNode;
  readonly align: 'start' | 'end';
  items(later: Later): ReactNode;
};

/** A button with a menu. */
export function MenuFrame({ className, label, button, defaultOpen, align, items }: FrameProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const pending = useRef<() => void>(undefined);
  const later: Later = (action) => () => {
    pending.current = action;
  };

  function onClosed(open: boolean): void {
    if (open || !pending.current) return;
    // The menu moves the focus back later than this, and a dialog returns the focus to the element that has it when it opens.
    trigger.current?.focus();
    pending.current();
    pending.current = undefined;
  }

  return (
    <Menu.Root defaultOpen={defaultOpen} onOpenChangeComplete={onClosed}>
      <Menu.Trigger ref={trigger} className={className} aria-label={label} title={label}>
        {button}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align={align} className="menu-positioner">
          <Menu.Popup className="menu">{items(later)}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Items of which one is chosen, below a label. */
export function MenuChoice<T extends string>(props: {
  label: string;
  value: T | undefined;
  choices: readonly { readonly value: T; readonly text: string; readonly title?: string }[];
  onChoose(value: T): void;
}) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="menu-label">{props.label}</Menu.GroupLabel>
      <Menu.RadioGroup value={props.value ?? ''} onValueChange={(value: T) => props.onChoose(value)}>
        {props.choices.map(({ value, text, title }) => (
          <Menu.RadioItem key={value} value={value} className="menu-item" title={title} closeOnClick>
            <span className="menu-mark" aria-hidden="true">
              <Menu.RadioItemIndicator>✓</Menu.RadioItemIndicator>
            </span>
            {text}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

/** @param props.because ID of the text that says why the item is disabled, if it is */
export function MenuItem(props: {
  onClick: (() => void) | undefined;
  because?: string | undefined;
  children: ReactNode;
}) {
  const { onClick, because, children } = props;
  return (
    <Menu.Item
      className="menu-item"
      onClick={onClick}
      disabled={!onClick}
      aria-describedby={onClick ? undefined : because}
    >
      <span className="menu-mark" aria-hidden="true" />
      {children}
    </Menu.Item>
  );
}

/** An item that is on or off. The menu stays open. @param props.because as that of MenuItem */
export function MenuCheck(props: {
  isOn: boolean;
  turn: ((on: boolean) => void) | undefined;
  because?: string | undefined;
  children: ReactNode;
}) {
  const { isOn, turn, because, children } = props;
  return (
    <Menu.CheckboxItem
      className="menu-item"
      checked={isOn}
      onCheckedChange={turn}
      disabled={!turn}
      aria-describedby={turn ? undefined : because}
      closeOnClick={false}
    >
      <span className="menu-mark" aria-hidden="true">
        {isOn ? '✓' : ''}
      </span>
      {children}
    </Menu.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Menu.Separator className="menu-separator" />;
}
