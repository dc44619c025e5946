import { type DrivenPage, until } from './drivenBrowser';

/** A task of a user. Each browser runs the same scenarios. */
export type Scenario = {
  /** A row of the table in docs/browsers.md. */
  readonly name: string;
  readonly what: string;
  /** @throws Error if a result is wrong */
  play(stage: Stage): Promise<void>;
};

type Stage = {
  /** URL of the page, ends with a slash. */
  readonly address: string;
  /** Folder of downloads. */
  readonly downloads: string;
  /** Opens a URL in a new page, which is closed after the scenario. */
  newPage(address: string): Promise<DrivenPage>;
  /** Adds a remark to the result. */
  remark(text: string): void;
  /** Saves a screenshot of the viewport. */
  keepScreenshot(page: DrivenPage, name: string): Promise<void>;
};

type Shown = { readonly tensor?: string; readonly rows?: string; readonly columns?: string };

/** Waits until a map of this tensor and window is drawn. Values have the form of the fields of a link. */
export async function mapShown(page: DrivenPage, shown: Shown, frame?: string): Promise<void> {
  const attributes = Object.entries(shown).map(([name, value]) => `[data-${name}="${value}"]`);
  const selector = `canvas[data-state="ready"]${attributes.join('')}`;
  await until(page, selector, (css) => document.querySelector(css) !== null, [selector], frame);
}
