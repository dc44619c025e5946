import type { Theme } from 'vitepress';
// Without its font files: the app is set in the system's own type, too.
import defaultTheme from 'vitepress/theme-without-fonts';
import './theme.css';
import './training.css';

export default { extends: defaultTheme } satisfies Theme;
