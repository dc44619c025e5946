import type { HostColors } from '../messages';

// The theme of the page around the tag. Documentation tools mark dark mode in different ways, so the background behind the tag decides.

const darkQuery = '(prefers-color-scheme: dark)';
// Longer than usual color transitions, ms.
const afterTransitions = 400;

/** Whether the page is light or dark behind the element. */
function hostTheme(element: Element): 'light' | 'dark' {
  for (let node = parentOf(element); node; node = parentOf(node)) {
    const { backgroundColor } = getComputedStyle(node);
    const [red, green, blue, alpha] = channelsOf(backgroundColor);
    if (alpha > 127) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128 ? 'dark' : 'light';
  }
  // No background is set: the browser's canvas shows.
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const canBeDark = scheme.includes('dark');
  return canBeDark && (!scheme.includes('light') || matchMedia(darkQuery).matches) ? 'dark' : 'light';
}

const colorNames = ['zero', 'nonzero', 'violation', 'lines', 'background', 'ink', 'accent'] as const;

/** Theme and colors for the frame. @param attribute value of `theme` */
export function requestedTheme(
  element: Element,
  attribute: string | null,
): { readonly theme: 'light' | 'dark'; readonly colors: HostColors } {
  const theme = attribute === 'light' || attribute === 'dark' ? attribute : hostTheme(element);
  const style = getComputedStyle(element);
  // Converted to one syntax. Invalid colors are ignored.
  const given = colorNames.map((name) => [name, plainColor(style.getPropertyValue(`--prunescope-${name}`).trim())]);
  return { theme, colors: Object.fromEntries(given.filter(([, color]) => color)) };
}

function plainColor(text: string): string | undefined {
  if (text === '' || !CSS.supports('color', text)) return undefined;
  const [red, green, blue, alpha] = channelsOf(text);
  return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
}

/** Calls when the theme of the page may have changed, until the signal is aborted. */
export function watchHostTheme(changed: () => void, signal: AbortSignal): void {
  let later: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    changed();
    clearTimeout(later);
    later = setTimeout(changed, afterTransitions);
  };
  const observer = new MutationObserver(look);
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true });
  matchMedia(darkQuery).addEventListener('change', look, { signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    clearTimeout(later);
  });
}

function parentOf(node: Node): Element | undefined {
  const parent = node.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : undefined;
}

let pixel: CanvasRenderingContext2D | null | undefined;

/** Red, green, blue and alpha, 0 to 255, of a color in any CSS syntax. */
function channelsOf(color: string): Uint8ClampedArray {
  pixel ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!pixel) return new Uint8ClampedArray(4);
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  return pixel.getImageData(0, 0, 1, 1).data;
}
