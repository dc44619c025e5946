import { setTimeout as after } from 'node:timers/promises';

// The interface to a browser that the scenarios use, independent of the driver.

export type DrivenBrowser = {
  /** As in "Firefox 153.8.0". */
  readonly name: string;
  /** Folder that downloads go to. */
  readonly downloads: string;
  newPage(): Promise<DrivenPage>;
  close(): Promise<void>;
};

export type DrivenPage = {
  open(address: string): Promise<void>;
  /** Runs an expression in the page, or in the frame that another expression finds. Awaits promises. */
  run(expression: string, frame?: string): Promise<unknown>;
  /** Clicks the element that this expression finds. */
  click(element: string): Promise<void>;
  /** Types into the element that this expression finds; a file input takes the path of a file. */
  type(element: string, text: string): Promise<void>;
  setFile(element: string, path: string): Promise<void>;
  /** Presses a key that writes a character. */
  press(character: string): Promise<void>;
  /** PNG of what is in view. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
};

// Only ends scenarios that hang, ms.
const timeLimit = 60_000;

/**
 * Runs a function in the page, or in a frame of it, and returns its result. The function may use only its arguments.
 * @param frame selector of an iframe, or of a tag with one
 */
export async function run<Given extends readonly unknown[], Result>(
  page: DrivenPage,
  look: (...given: Given) => Result,
  given: Given,
  frame?: string,
): Promise<Awaited<Result>> {
  const inside = frame === undefined ? undefined : callOf(findFrame, [frame]);
  return (await page.run(callOf(look, given), inside)) as Awaited<Result>;
}

/** Waits until a function returns something other than false, undefined, null or 0, and returns that. @throws Error that says what was expected */
export async function until<Given extends readonly unknown[], Result>(
  page: DrivenPage,
  expected: string,
  look: (...given: Given) => Result,
  given: Given,
  frame?: string,
): Promise<NonNullable<Awaited<Result>>> {
  return poll(expected, () => run(page, look, given, frame) as Promise<NonNullable<Awaited<Result>>>);
}

type Nothing = false | undefined | null | 0 | '';

/** Asks again until there is an answer. @throws Error that says what was expected, and what went wrong last */
export async function poll<T>(expected: string, ask: () => Promise<T | Nothing>): Promise<T> {
  const end = performance.now() + timeLimit;
  for (;;) {
    let fault: unknown;
    try {
      const answer = await ask();
      if (answer) return answer;
      fault = answer;
    } catch (thrown) {
      // The frame does not exist yet, or was replaced.
      fault = thrown;
    }
    if (performance.now() > end) throw new Error(`expected ${expected}; last: ${fault}`);
    await after(100);
  }
}

/** Clicks the element of this selector whose label or text is, or begins with, this text, once it is there and enabled. */
export async function click(page: DrivenPage, selector: string, text = ''): Promise<void> {
  await until(page, `${selector} "${text}" to click`, isEnabled, [selector, text]);
  // Drivers do not click elements that move or are covered.
  await poll(`${selector} "${text}" to take a click`, async () => {
    await page.click(callOf(find, [selector, text]));
    return true;
  });
}

export async function type(page: DrivenPage, selector: string, text: string): Promise<void> {
  await until(page, `${selector} to type into`, isEnabled, [selector, '']);
  await page.type(callOf(find, [selector, '']), text);
}

export async function setFile(page: DrivenPage, selector: string, path: string): Promise<void> {
  await until(page, `${selector} to take a file`, (css) => document.querySelector(css) !== null, [selector]);
  await page.setFile(`document.querySelector(${JSON.stringify(selector)})`, path);
}

function callOf<Given extends readonly unknown[]>(look: (...given: Given) => unknown, given: Given): string {
  // The compiler wraps functions in calls of __name, which pages lack.
  return `((__name) => (${look})(...${JSON.stringify(given)}))((named) => named)`;
}

function findFrame(selector: string): Element | null | undefined {
  const element = document.querySelector(selector);
  return element?.shadowRoot ? element.shadowRoot.querySelector('iframe') : element;
}

function find(selector: string, text: string): HTMLElement | undefined {
  const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
  const labels = shown.map((element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim());
  const exact = labels.indexOf(text);
  return shown[exact >= 0 ? exact : labels.findIndex((label) => label.startsWith(text))];
}

function isEnabled(selector: string, text: string): boolean {
  const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
  return shown.some(
    (element) =>
      (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().startsWith(text) &&
      !element.matches(':disabled, [aria-disabled="true"]'),
  );
}
