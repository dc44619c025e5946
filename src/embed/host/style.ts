/** Style of the tag's parts, for a constructed style sheet: a content security policy without inline styles allows it. */
export const tagStyle = `
:host {
  display: block;
  position: relative;
  height: var(--prunescope-height, 480px);
  overflow: hidden;
  contain: layout paint;
}
:host([hidden]) {
  display: none;
}
iframe {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  border: 0;
  color-scheme: auto;
}
iframe:not([data-drawn]) {
  visibility: hidden;
}
iframe[data-drawn] ~ .fallback {
  visibility: hidden;
}
.said {
  position: absolute;
  inset: auto 0 0;
  display: flex;
  align-items: center;
  gap: 0.75em;
  margin: 0;
  padding: 0.5em 0.75em;
  font: 13px / 1.45 system-ui, sans-serif;
  color: #17202b;
  background: #f1f4f8;
}
.said.dark {
  color: #e6ebf1;
  background: #1c2530;
}
.said[hidden] {
  display: none;
}
.said button {
  font: inherit;
  padding: 0.25em 0.75em;
}
`;
