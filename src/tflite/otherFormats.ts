/** A file format that users open by mistake. */
type OtherFormat = { readonly what: string; readonly advice: string };

type Signature = OtherFormat & {
  /** @param text the same bytes, one character per byte */
  matches(head: Uint8Array, text: string): boolean;
};

type ArchiveKind = OtherFormat & { matches(names: readonly string[]): boolean };

const onlyTFLite = 'Prunescope reads only TensorFlow Lite models.';
const openTFLite = 'Open a .tflite file.';
const extract = 'Extract it first.';
const convertKeras = 'Convert it with tf.lite.TFLiteConverter.from_keras_model.';
const convertSavedModel = 'Convert it with tf.lite.TFLiteConverter.from_saved_model.';
const convertPyTorch = 'Convert it to TensorFlow Lite with litert-torch.';

const starts =
  (...prefixes: string[]) =>
  (_: Uint8Array, text: string) =>
    prefixes.some((prefix) => text.startsWith(prefix));

/** The identifier of a flatbuffer. */
const identifier = (id: string) => (_: Uint8Array, text: string) => text.startsWith(id, 4);

const textAndWeb: readonly Signature[] = [
  {
    what: 'a Git LFS pointer',
    advice: 'Run `git lfs pull`, or download the file with the Download button of the repository.',
    matches: starts('version https://git-lfs'),
  },
  {
    what: 'an OpenVINO model',
    advice: onlyTFLite,
    matches: (_, text) => /^\s*<\?xml[^>]*>\s*<net\s/.test(text),
  },
  {
    what: 'an HTML page',
    advice: 'Use the URL of the raw file.',
    matches: (_, text) => /^\s*<(!doctype html|html|head|\?xml)/i.test(text),
  },
  { what: 'a PNG image', advice: openTFLite, matches: starts('\x89PNG') },
  { what: 'a JPEG image', advice: openTFLite, matches: starts('\xff\xd8\xff') },
  { what: 'a GIF image', advice: openTFLite, matches: starts('GIF8') },
  { what: 'a PDF document', advice: openTFLite, matches: starts('%PDF') },
];

const archives: readonly Signature[] = [
  { what: 'gzip-compressed data', advice: extract, matches: starts('\x1f\x8b') },
  {
    what: 'compressed data',
    advice: extract,
    // 7-Zip, RAR, xz, Zstandard.
    matches: starts('7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd'),
  },
  { what: 'a tar archive', advice: extract, matches: (_, text) => text.startsWith('ustar', 257) },
];

const otherModels: readonly Signature[] = [
  { what: 'an HDF5 file (Keras)', advice: convertKeras, matches: starts('\x89HDF') },
  { what: 'a GGUF model', advice: onlyTFLite, matches: starts('GGUF') },
  {
    what: 'an old version of the TensorFlow Lite format',
    advice: 'Convert the model again.',
    matches: (_, text) => /^.{4}TFL[0-9]/s.test(text),
  },
  {
    what: 'a Circle model (Samsung ONE), made from a .tflite by tflite2circle',
    advice: 'Open that .tflite.',
    matches: identifier('CIR0'),
  },
  { what: 'an ExecuTorch model', advice: convertPyTorch, matches: (_, text) => /^.{4}ET\d\d/s.test(text) },
  {
    what: 'an ONNX Runtime model (.ort)',
    advice: 'Convert its ONNX model to TensorFlow Lite.',
    matches: identifier('ORTM'),
  },
  { what: 'an Arm NN model', advice: onlyTFLite, matches: identifier('ARMN') },
  {
    what: 'an RKNN model',
    advice: 'Open the .tflite that it was made from, if there is one.',
    matches: starts('RKNN\0'),
  },
  {
    what: 'a Hailo executable (.hef)',
    advice: 'Open the .tflite that it was made from, if there is one.',
    matches: starts('\x01HEF'),
  },
  { what: 'MLIR bytecode', advice: onlyTFLite, matches: starts('ML\xefR') },
  { what: 'a compiled program', advice: onlyTFLite, matches: starts('\x7fELF') },
  { what: 'a NumPy array', advice: onlyTFLite, matches: starts('\x93NUMPY') },
  {
    what: 'a PyTorch file',
    advice: convertPyTorch,
    // The magic number of torch.save before version 1.6, as a pickled integer. Later files are zip archives.
    matches: starts('\x80\x02\x8a\x0al\xfc\x9cF\xf9\x20j\xa8P\x19'),
  },
  {
    what: 'probably a Core ML model',
    advice: onlyTFLite,
    matches: isCoreML,
  },
  {
    what: 'probably a TensorFlow SavedModel or frozen graph',
    advice: convertSavedModel,
    matches: (head, text) => text.startsWith('\x08\x01\x12') || isGraph(head),
  },
  { what: 'a safetensors file', advice: onlyTFLite, matches: (_, text) => text.startsWith('{"', 8) },
  {
    what: 'probably an ONNX model',
    advice: 'Convert it to TensorFlow Lite.',
    // ModelProto of onnx.proto: field 1 (ir_version) is a small varint, then follows a string field such as producer_name.
    matches: (head) => head[0] === 0x08 && head[1] < 0x20 && (head[2] === 0x12 || head[2] === 0x3a),
  },
];

const otherTexts: readonly Signature[] = [
  {
    what: 'a TensorFlow.js model',
    advice: 'Convert the original model to TensorFlow Lite.',
    matches: (_, text) => /^\s*\{.*"(format": ?"(graph|layers)-model|modelTopology)"/s.test(text),
  },
  { what: 'a JSON file', advice: openTFLite, matches: (_, text) => /^\s*[[{]\s*["[{]/.test(text) },
  {
    what: 'a text file',
    advice: openTFLite,
    matches: (_, text) => text.length >= 8 && /^[\t\n\r\x20-\x7e]+$/.test(text),
  },
];

const signatures = [...textAndWeb, ...archives, ...otherModels, ...otherTexts];

/** A field of a protobuf message that has a length: text or a message. */
type Field = { readonly tag: number; readonly start: number; readonly end: number };

/** @returns undefined if the field is not in the first bytes */
function fieldAt(head: Uint8Array, at: number): Field | undefined {
  let length = 0;
  for (let i = 0; i < 5 && at + 1 + i < head.length; i++) {
    const byte = head[at + 1 + i];
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { tag: head[at], start: at + 2 + i, end: at + 2 + i + length };
  }
  return undefined;
}

/** The text of a field that is a name of a tensor or operator. */
function nameIn(head: Uint8Array, field: Field | undefined): string | undefined {
  const text = field && ascii(head, field.start, field.end);
  return text && /^[\w./:-]+$/.test(text) ? text : undefined;
}

const [first, second] = [0x0a, 0x12];

/** Model of Model.proto: specificationVersion, then a description. Its first field is a list of inputs, which start with a name. */
function isCoreML(head: Uint8Array): boolean {
  const description = head[0] === 0x08 && head[1] < 0x20 ? fieldAt(head, 2) : undefined;
  if (description?.tag !== second) return false;
  const input = fieldAt(head, description.start);
  if (input?.tag !== first) return false;
  const name = fieldAt(head, input.start);
  return name?.tag === first && nameIn(head, name) !== undefined;
}

/** GraphDef of graph.proto: nodes, which start with a name and an operator such as `Placeholder`. */
function isGraph(head: Uint8Array): boolean {
  const node = fieldAt(head, 0);
  if (node?.tag !== first) return false;
  const name = fieldAt(head, node.start);
  if (name?.tag !== first || nameIn(head, name) === undefined) return false;
  const operator = fieldAt(head, name.end);
  return operator?.tag === second && nameIn(head, operator) !== undefined;
}

/** Recognizes a format by the first bytes of a file. */
export function otherFormatOf(head: Uint8Array): OtherFormat | undefined {
  const text = ascii(head, 0, head.length);
  return signatures.find((signature) => signature.matches(head, text));
}

const has = (pattern: RegExp) => (names: readonly string[]) => names.some((name) => pattern.test(name));

const archiveKinds: readonly ArchiveKind[] = [
  { what: 'a Keras model', advice: convertKeras, matches: has(/^model\.weights\.h5$/) },
  { what: 'a PyTorch file', advice: convertPyTorch, matches: has(/(^|\/)data\.pkl$/) },
  {
    what: 'a TensorFlow SavedModel',
    advice: `Extract it. ${convertSavedModel}`,
    matches: has(/(^|\/)saved_model\.pb$/),
  },
  { what: 'a Core ML package', advice: onlyTFLite, matches: has(/\.mlmodel$/) },
  {
    what: 'a Qualcomm model (.dlc)',
    advice: 'Open the .tflite that it was made from, if there is one.',
    matches: has(/^dlc\.metadata/),
  },
  {
    what: 'a NumPy archive',
    advice: 'If Vela wrote it, open the .tflite that was compiled.',
    matches: (names) => names.length > 0 && names.every((name) => name.endsWith('.npy')),
  },
];

/** Recognizes a format that is a zip archive by the names of its members. */
export function archiveKindOf(names: readonly string[]): OtherFormat | undefined {
  return archiveKinds.find((kind) => kind.matches(names));
}

/** One character per byte. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
