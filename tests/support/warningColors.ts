import type { Locator, Page } from '@playwright/test';

/** What has a warning color: amber or red, of any lightness. The hue decides. */
export type Warnings = { readonly amber: number; readonly red: number };

/** Counts the pixels of canvases by hue. Sums over all canvases of the locator. */
export async function warningPixels(canvases: Locator): Promise<Warnings> {
  const counts = await canvases.evaluateAll((elements) =>
    elements.map((element) => {
      const canvas = element as HTMLCanvasElement;
      const counted = { amber: 0, red: 0 };
      if (canvas.width === 0 || canvas.height === 0) return counted;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) {
        const [red, green, blue] = [data[i], data[i + 1], data[i + 2]];
        // Grays, and pixels that are almost transparent, have no hue.
        if (data[i + 3] < 32 || red - Math.min(green, blue) < 40 || red < Math.max(green, blue)) continue;
        const isRed = green <= blue ? blue - green < 0.4 * (red - green) : green - blue < 0.25 * (red - blue);
        if (isRed) counted.red++;
        else if (green > blue && green - blue < 0.8 * (red - blue)) counted.amber++;
      }
      return counted;
    }),
  );
  return counts.reduce((sum, { amber, red }) => ({ amber: sum.amber + amber, red: sum.red + red }), {
    amber: 0,
    red: 0,
  });
}

/** The visible elements that have a color of the theme for warnings or errors: as text, background, border, outline or paint. */
export function warningElements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    const warnings = new Set(
      ['--warn', '--bad', '--bad-soft'].map((name) => {
        probe.style.color = `var(${name})`;
        return getComputedStyle(probe).color;
      }),
    );
    // Marks in the legend have the colors of the map.
    for (const color of ['#d97706', '#ffb347', '#a4001a', '#ef4444']) {
      probe.style.color = color;
      warnings.add(getComputedStyle(probe).color);
    }
    probe.remove();
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement | SVGElement>('body *')) {
      if (!element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      const isSvg = element instanceof SVGElement;
      const colors = [
        style.color,
        style.backgroundColor,
        ...(['Top', 'Right', 'Bottom', 'Left'] as const)
          .filter((side) => style[`border${side}Width`] !== '0px')
          .map((side) => style[`border${side}Color`]),
        ...(style.outlineStyle === 'none' ? [] : [style.outlineColor]),
        ...(isSvg ? [style.fill, style.stroke] : []),
      ];
      if (colors.some((color) => warnings.has(color))) {
        const { class: name, 'data-kind': kind } = Object.fromEntries(
          [...element.attributes].map((attribute) => [attribute.name, attribute.value]),
        );
        found.push([element.tagName.toLowerCase(), name, kind].filter(Boolean).join(' '));
      }
    }
    return found;
  });
}
