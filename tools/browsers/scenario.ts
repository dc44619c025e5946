import { type DrivenPage, until } from './drivenBrowser';

/** Something a person does, the same in each browser. */
export type Scenario = {
  /** A row of the table in docs/browsers.md. */
  readonly name: string;
  readonly what: string;
  /** @throws what is wrong */
  play(stage: Stage): Promise<void>;
};

type Stage = {
  /** Of the page, with a slash at its end. */
  readonly address: string;
  /** The folder of downloads. */
  readonly downloads: string;
  /** Opens an address in a page that is closed after the scenario. */
  newPage(address: string): Promise<DrivenPage>;
  /** Says what else is to be known of it. */
  remark(text: string): void;
  /** Keeps what is in view as a picture. */
  keepScreenshot(page: DrivenPage, name: string): Promise<void>;
};

type Shown = { readonly tensor?: string; readonly rows?: string; readonly columns?: string };

/** Waits for a map that is drawn, of a tensor and at a window, as the link writes them. */
export async function mapShown(page: DrivenPage, shown: Shown, frame?: string): Promise<void> {
  const attributes = Object.entries(shown).map(([name, value]) => `[data-${name}="${value}"]`);
  const selector = `canvas[data-state="ready"]${attributes.join('')}`;
  await until(page, selector, (css) => document.querySelector(css) !== null, [selector], frame);
}
