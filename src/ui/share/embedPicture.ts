import type { AppState } from '../../state/store';
import { downloadOf } from './downloads';
import type { EmbedChoices } from './EmbedOptions';

/** The image of the map that snippets refer to, an SVG. @throws ModelError `not-found` without a map, or what reading weights throws */
export async function embedPicture(state: AppState, choices: EmbedChoices, signal: AbortSignal): Promise<Blob> {
  const shown = choices.isComplete ? { ...state, window: undefined } : state;
  const options = { theme: choices.theme === 'dark' ? 'dark' : 'light', pixelRatio: 1 } as const;
  const { content } = await downloadOf('SVG', shown, options, signal, () => {});
  return content;
}
