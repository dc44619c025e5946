import type { HostColors } from '../messages';

// How the page around the tag looks. Docs tools mark their dark mode each in its own way; what lies behind the tag says it for all of them.

const darkQuery = '(prefers-color-scheme: dark)';
// Longer than the transitions that colors of pages usually have, ms.
const afterTransitions = 400;

/** Whether the page is light or dark where the element stands. */
function hostTheme(element: Element): 'light' | 'dark' {
  for (let node = parentOf(element); node; node = parentOf(node)) {
    const { backgroundColor } = getComputedStyle(node);
    const [red, green, blue, alpha] = channelsOf(backgroundColor);
    if (alpha > 127) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128 ? 'dark' : 'light';
  }
  // Nothing is painted: it is the browser's own canvas.
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const canBeDark = scheme.includes('dark');
  return canBeDark && (!scheme.includes('light') || matchMedia(darkQuery).matches) ? 'dark' : 'light';
}

const colorNames = ['zero', 'nonzero', 'violation', 'lines', 'background', 'ink', 'accent'] as const;

/** What the frame is to look like. @param asked by the attribute `theme` */
export function wantedTheme(
  element: Element,
  asked: string | null,
): { readonly theme: 'light' | 'dark'; readonly colors: HostColors } {
  const theme = asked === 'light' || asked === 'dark' ? asked : hostTheme(element);
  const style = getComputedStyle(element);
  // In one way of writing, whatever the page's is: what is no color is passed over.
  const given = colorNames.map((name) => [name, plainColor(style.getPropertyValue(`--prunescope-${name}`).trim())]);
  return { theme, colors: Object.fromEntries(given.filter(([, color]) => color)) };
}

function plainColor(text: string): string | undefined {
  if (text === '' || !CSS.supports('color', text)) return undefined;
  const [red, green, blue, alpha] = channelsOf(text);
  return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
}

/** Calls when the page may look different from now on, until the signal is aborted. */
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

/** Red, green, blue and alpha, 0..255, in whatever way the color is written. */
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
