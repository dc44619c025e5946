import { fieldOfAttribute } from '../viewFields';

// Server-side rendering imports this module too, without HTMLElement.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * An element that reflects the tag's attributes as properties (`tensor-name` as `tensorName`), since frameworks set either. An absent attribute
 * is null.
 */
export class AttributedElement extends Base {
  declare src: string | null;
  declare bytes: string | null;
  declare member: string | null;
  declare tensor: string | null;
  declare tensorName: string | null;
  declare rows: string | null;
  declare columns: string | null;
  declare pattern: string | null;
  declare view: string | null;
  declare color: string | null;
  declare threshold: string | null;
  declare engine: string | null;
  declare note: string | null;
  declare theme: string | null;
  declare loading: string | null;
  declare height: string | null;
  declare frame: string | null;

  static {
    const ofTag = ['src', 'bytes', 'theme', 'loading', 'height', 'frame'].map((name) => [name, name] as const);
    for (const [attribute, property] of [...ofTag, ...Object.entries(fieldOfAttribute)]) {
      Object.defineProperty(AttributedElement.prototype, property, {
        configurable: true,
        enumerable: true,
        get(this: HTMLElement) {
          return this.getAttribute(attribute);
        },
        set(this: HTMLElement, value: unknown) {
          if (value === null || value === undefined) this.removeAttribute(attribute);
          else this.setAttribute(attribute, String(value));
        },
      });
    }
  }
}
