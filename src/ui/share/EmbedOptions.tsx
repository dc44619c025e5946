import { useState } from 'react';
import type { SnippetKind } from '../../exports/snippets';
import type { ThemeChoice } from '../../link/link';
import { themes } from '../shell/theme';
import { embedTexts, embedThemeNames } from '../texts/embed';

export type EmbedChoices = {
  /** The complete tensor instead of the window on screen. */
  readonly isComplete: boolean;
  /** In CSS pixels. */
  readonly height: number;
  readonly theme: ThemeChoice;
  /** With an image for readers without JavaScript. */
  readonly hasFallback: boolean;
};

// CSS pixels. Less leaves no room for a map.
const minHeight = 120;
const maxHeight = 4000;

type EmbedOptionsProps = {
  readonly kind: SnippetKind;
  readonly choices: EmbedChoices;
  /** Whether a window of the tensor is on screen, not the complete tensor. */
  readonly hasWindow: boolean;
  choose(choices: EmbedChoices): void;
};

/** The options of a snippet. They depend on the kind of page. */
export function EmbedOptions({ kind, choices, hasWindow, choose }: EmbedOptionsProps) {
  return (
    <fieldset className="embed-options">
      <legend className="visually-hidden">{embedTexts.options}</legend>
      {hasWindow && (
        <label>
          {embedTexts.show}{' '}
          <select
            value={choices.isComplete ? 'complete' : 'window'}
            onChange={(event) => choose({ ...choices, isComplete: event.target.value === 'complete' })}
          >
            <option value="window">{embedTexts.window}</option>
            <option value="complete">{embedTexts.completeTensor}</option>
          </select>
        </label>
      )}
      {kind !== 'markdown' && <Height height={choices.height} choose={(height) => choose({ ...choices, height })} />}
      <label>
        {embedTexts.theme}{' '}
        <select
          value={choices.theme}
          onChange={(event) => choose({ ...choices, theme: event.target.value as ThemeChoice })}
        >
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {embedThemeNames[theme]}
            </option>
          ))}
        </select>
      </label>
      {isTag(kind) && (
        <label title={embedTexts.fallbackTitle}>
          <input
            type="checkbox"
            checked={choices.hasFallback}
            onChange={(event) => choose({ ...choices, hasFallback: event.target.checked })}
          />{' '}
          {embedTexts.fallback}
        </label>
      )}
    </fieldset>
  );
}

/** Whether a snippet uses the tag, which can hold a fallback image. */
export function isTag(kind: SnippetKind): boolean {
  return kind !== 'iframe' && kind !== 'markdown' && kind !== 'jupyter';
}

/** A field for the height. Takes effect while the text is a valid height. */
function Height({ height, choose }: { height: number; choose(height: number): void }) {
  const [typed, setTyped] = useState(String(height));
  const isHeight = (text: string) => /^\d+$/.test(text) && Number(text) >= minHeight && Number(text) <= maxHeight;
  return (
    <label>
      {embedTexts.height}{' '}
      <input
        type="number"
        min={minHeight}
        max={maxHeight}
        step={20}
        value={typed}
        aria-invalid={!isHeight(typed)}
        onChange={({ target: { value } }) => {
          setTyped(value);
          if (isHeight(value)) choose(Number(value));
        }}
      />{' '}
      {embedTexts.pixels}
    </label>
  );
}
