import { type ComponentType, type ReactNode, useState } from 'react';
import { useAfterFirstMap } from './firstMap';
import { type Lazy, useLazy } from './lazy';

/** What a menu that is loaded later gets. */
export type MenuProps = {
  readonly className: string;
  /** Accessible name of the button, and its tooltip. */
  readonly label: string;
  /** Content of the button. */
  readonly children: ReactNode;
  /** Opens when it is loaded, because its button was pressed before. */
  readonly defaultOpen: boolean;
};

// If the first map takes longer, menus are loaded before it, ms.
const longestWait = 1000;

/** A menu button. Its menu is loaded after the first map, or when the button is pressed. */
export function LazyMenu({
  menu,
  ...props
}: { menu: Lazy<ComponentType<MenuProps>> } & Omit<MenuProps, 'defaultOpen'>) {
  const [isPressed, setIsPressed] = useState(false);
  // From the press of the button to its click: another button in its place would get no click. Without a click, this button stays.
  const [isHeld, setIsHeld] = useState(false);
  const idle = useAfterFirstMap(longestWait);
  const Menu = useLazy(menu, isPressed || idle);
  if (Menu && !isHeld) return <Menu {...props} defaultOpen={isPressed} />;
  return (
    <button
      type="button"
      className={props.className}
      aria-label={props.label}
      title={props.label}
      aria-haspopup="menu"
      aria-expanded="false"
      onPointerDown={() => setIsHeld(true)}
      onClick={() => {
        setIsPressed(true);
        setIsHeld(false);
      }}
    >
      {props.children}
    </button>
  );
}
