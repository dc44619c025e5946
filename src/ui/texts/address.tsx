// Texts of the field for the URL of a model, and of addresses that cannot be opened.

export const addressTexts = {
  label: 'URL of a model',
  placeholder: 'https://example.com/model.tflite',
  load: 'Load',
  forms: (
    <>
      An https URL, a file page of GitHub or Hugging Face, <code>hf://org/name/model.tflite</code>, or a link to this
      page. <code>gs://</code> and <code>s3://</code> work too.
    </>
  ),
  button: 'URL…',
  buttonTitle: 'Open a model from a URL (u)',
  title: 'Open a URL',
  close: 'Close',
};

export const addressProblems = {
  title: 'URL',
  notAnAddress: 'this text is not a URL; expected, for example, https://example.com/model.tflite.',
  local: 'a browser cannot read a file by its path. Drop the file on this page, or press Open.',
  noFile: (form: string) => `this URL names no file; expected ${form}.`,
  unsupported: (scheme: string) =>
    `${scheme}: URLs are not supported; expected a URL that starts with https:, http:, hf:, gs: or s3:. Download the file, and drop it on this page.`,
};
