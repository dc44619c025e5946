import type { Embedded } from '../../src/exports/snippets';
import { decodeLink } from '../../src/link/link';

// Each site shows the same three maps, with the snippets of the embed dialog.

/** A model next to the docs, on a server without CORS. */
export const ownModel = { name: 'own.tflite', path: 'public/samples/mnist-2by4-int8-12-violations.tflite' } as const;

/** What means something in HTML, Markdown, MDX, Vue, Python and templates. */
export const trickyLabel = 'Map of "a/b" & <c> [d](e) {{ f }} {g} `h` $i$ \'j\' *k* #l é \\';

/** @param base the address of our own pages, with a slash at its end */
export function mapsAt(base: string) {
  const map = (fragment: string, place: { name: string } | { model: string }): Embedded => ({
    base,
    link: { ...decodeLink(fragment), ...place },
    label: trickyLabel,
    height: 400,
    withPicture: false,
  });
  return {
    own: map('#tensor=0:5&rows=0:24&columns=0:24', ownModel),
    other: map('#tensor=0:3&color=blocks', { model: 'samples/mnist-2by4-int8.tflite' }),
    framed: map('#tensor=0:5&rows=8:24&columns=0:64', { model: 'samples/mnist-2by4-int8.tflite' }),
  };
}

export type SiteMaps = ReturnType<typeof mapsAt>;
