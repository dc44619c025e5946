import { tagStyle } from './style';

export type Parts = ReturnType<typeof partsIn>;

/** What the tag shows besides the frame: the fallback, and a line when there is something to say. */
export function partsIn(element: HTMLElement) {
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(tagStyle);
  const heightSheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [sheet, heightSheet];
  const fallback = made('div', 'fallback');
  fallback.append(document.createElement('slot'));
  const said = made('div', 'said');
  said.setAttribute('role', 'status');
  said.hidden = true;
  root.append(fallback, said);

  let frame: HTMLIFrameElement | undefined;

  function say(role: 'status' | 'alert', ...content: (string | Node)[]): void {
    said.setAttribute('role', role);
    said.replaceChildren(...content);
    said.hidden = content.length === 0;
  }

  return {
    /** It stays unseen until it has something to show. */
    show(shown: HTMLIFrameElement): void {
      frame = shown;
      root.prepend(shown);
    },
    showDrawn(): void {
      if (frame) frame.dataset.drawn = '';
    },
    warn: (text: string) => say('alert', text),
    hush: () => say('status'),
    /** @param loaded and total in bytes */
    progress(loaded: number, total: number | undefined): void {
      if (total)
        say('status', `Reading the model: ${Math.round((100 * loaded) / total)} % of ${(total / 1e6).toFixed(1)} MB`);
    },
    ask(question: string, answer: string, act: () => void): void {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = answer;
      button.addEventListener('click', () => {
        say('status');
        act();
      });
      say('status', question, button);
    },
    setTheme: (theme: 'light' | 'dark') => said.classList.toggle('dark', theme === 'dark'),
    /** @param height as CSS writes it; undefined: the usual one */
    setHeight: (height: string | undefined) => heightSheet.replaceSync(height ? `:host { height: ${height}; }` : ''),
  };
}

function made(name: string, className: string): HTMLElement {
  return Object.assign(document.createElement(name), { className });
}
