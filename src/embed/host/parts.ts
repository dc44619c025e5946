import style from './tag.css?inline';

export type Parts = ReturnType<typeof partsIn>;

/** The parts of the tag around the frame: the fallback and a line for messages. */
export function partsIn(element: HTMLElement) {
  const root = element.attachShadow({ mode: 'open' });
  // A constructed style sheet: a content security policy without inline styles allows it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  const heightSheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [sheet, heightSheet];
  const fallback = made('div', 'fallback');
  fallback.append(document.createElement('slot'));
  const line = made('div', 'said');
  line.setAttribute('role', 'status');
  line.hidden = true;
  root.append(fallback, line);

  let frame: HTMLIFrameElement | undefined;

  function setLine(role: 'status' | 'alert', ...content: (string | Node)[]): void {
    line.setAttribute('role', role);
    line.replaceChildren(...content);
    line.hidden = content.length === 0;
  }

  return {
    /** The frame stays hidden until `showDrawn`. */
    show(shown: HTMLIFrameElement): void {
      frame = shown;
      root.prepend(shown);
    },
    showDrawn(): void {
      if (frame) frame.dataset.drawn = '';
    },
    warn: (text: string) => setLine('alert', text),
    clear: () => setLine('status'),
    /** @param loaded and total in bytes */
    progress(loaded: number, total: number | undefined): void {
      if (total)
        setLine(
          'status',
          `Reading the model: ${Math.round((100 * loaded) / total)} % of ${(total / 1e6).toFixed(1)} MB`,
        );
    },
    prompt(question: string, answer: string, act: () => void): void {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = answer;
      button.addEventListener('click', () => {
        setLine('status');
        act();
      });
      setLine('status', question, button);
    },
    setTheme: (theme: 'light' | 'dark') => line.classList.toggle('dark', theme === 'dark'),
    /** @param height in CSS syntax; undefined: the default */
    setHeight: (height: string | undefined) => heightSheet.replaceSync(height ? `:host { height: ${height}; }` : ''),
  };
}

function made(name: string, className: string): HTMLElement {
  return Object.assign(document.createElement(name), { className });
}
