import { useState } from 'react';
import type { SnippetKind } from '../../exports/snippets';
import type { ThemeChoice } from '../../link/link';
import { themes } from '../shell/theme';

export type EmbedChoices = {
  /** The whole tensor, whatever window is on screen. */
  readonly whole: boolean;
  /** In CSS pixels. */
  readonly height: number;
  readonly theme: ThemeChoice;
  readonly withPicture: boolean;
};

// In CSS pixels: below there is no room for a map, above it is no part of a page.
const leastHeight = 120;
const maxHeight = 4000;

type EmbedOptionsProps = {
  readonly kind: SnippetKind;
  readonly choices: EmbedChoices;
  /** Whether less than the whole tensor is on screen. */
  readonly hasWindow: boolean;
  choose(choices: EmbedChoices): void;
};

/** What of the map is embedded, and how; each kind of page has its own choices. */
export function EmbedOptions({ kind, choices, hasWindow, choose }: EmbedOptionsProps) {
  return (
    <fieldset className="embed-options">
      <legend className="visually-hidden">What is embedded</legend>
      {hasWindow && (
        <label>
          Show{' '}
          <select
            value={choices.whole ? 'whole' : 'window'}
            onChange={(event) => choose({ ...choices, whole: event.target.value === 'whole' })}
          >
            <option value="window">this window</option>
            <option value="whole">the whole tensor</option>
          </select>
        </label>
      )}
      {kind !== 'markdown' && <Height height={choices.height} choose={(height) => choose({ ...choices, height })} />}
      <label>
        Colors{' '}
        <select
          value={choices.theme}
          onChange={(event) => choose({ ...choices, theme: event.target.value as ThemeChoice })}
        >
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {theme === 'auto' ? 'as the reader has them' : theme}
            </option>
          ))}
        </select>
      </label>
      {isTag(kind) && (
        <label title="For readers without scripts, and for search engines">
          <input
            type="checkbox"
            checked={choices.withPicture}
            onChange={(event) => choose({ ...choices, withPicture: event.target.checked })}
          />{' '}
          with a picture
        </label>
      )}
    </fieldset>
  );
}

/** Whether a kind is made with the tag, which can hold a picture. */
export function isTag(kind: SnippetKind): boolean {
  return kind !== 'iframe' && kind !== 'markdown' && kind !== 'jupyter';
}

/** A number being typed; the choice follows as soon as it is a height. */
function Height({ height, choose }: { height: number; choose(height: number): void }) {
  const [typed, setTyped] = useState(String(height));
  const isHeight = (text: string) => /^\d+$/.test(text) && Number(text) >= leastHeight && Number(text) <= maxHeight;
  return (
    <label>
      Height{' '}
      <input
        type="number"
        min={leastHeight}
        max={maxHeight}
        step={20}
        value={typed}
        aria-invalid={!isHeight(typed)}
        onChange={({ target: { value } }) => {
          setTyped(value);
          if (isHeight(value)) choose(Number(value));
        }}
      />{' '}
      px
    </label>
  );
}
