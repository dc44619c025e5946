import type { ReactNode } from 'react';
import type { PassingReason } from '../../bytes/requests';
import type { SnapshotVerdict } from '../../link/snapshot';
import type { EngineChoice, EngineName } from '../../sparsity/engine';

// Texts of the page around the map. Texts that several parts share are at the top.

export const productName = 'Prunescope';
export const unnamedTensor = 'Unnamed tensor';

export const headerTexts = {
  open: 'Open',
  openTitle: 'Open a model (Ctrl+O)',
  compare: 'Compare',
  samples: 'Samples',
  memberMenu: 'Model in the bundle',
};

/** `section0.tflite, prefill_decode` */
export function withModelType(name: string, modelType: string | undefined): string {
  return modelType === undefined ? name : `${name}, ${modelType}`;
}

export const fileInputLabel = 'Model file';
export const dropOverlayText = 'Drop to open';

export const landingTexts = {
  heading: 'Check whether your pruning worked',
  intro: (
    <>
      Drop a <code>.tflite</code> file anywhere on this page, or paste a URL.
    </>
  ),
  gains: [
    'A map of the zeros of each weight tensor.',
    'For each tensor, whether it follows a pattern such as 2 of 4 (at least 2 zeros in every 4 weights), and which blocks break it.',
    'Links, review files and images of what you see.',
  ],
  open: 'Open a model',
  openTutorial: 'Open the tutorial’s model (13 MB)',
  privacy: 'Nothing is uploaded. The file is read in this browser and stays on your computer.',
  samples: 'Samples',
  restore: (file: ReactNode) => <>Drop {file} to restore this view.</>,
};

export const footerTexts = {
  review: 'Review file: the report and the masks of a model, without its weights. It makes no network requests.',
  privacy: 'Nothing is uploaded. Models are read in this browser.',
  docs: 'Docs',
};

export const engineLabel = 'Engine';

export const engineNames: Readonly<Record<EngineChoice, string>> = {
  auto: 'Automatic',
  cpu: 'CPU',
  wasm: 'WebAssembly',
  webgpu: 'WebGPU',
};

/** `WebAssembly (no WebGPU here)` */
export function engineStatusText(name: EngineName, reason: string): string {
  return `${engineNames[name]} (${reason})`;
}

/** `returned 503` */
function passingText(reason: PassingReason): string {
  if (reason === 'lost') return 'closed the connection';
  return reason === 'no answer' ? 'could not be reached' : `returned ${reason}`;
}

export const noticeTexts = {
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  retry: 'Try again',
  wait: 'Wait',
  stop: 'Stop',
  silence: (site: string, seconds: number) => `${site} has sent nothing for ${seconds} s`,
  nextTry: (site: string, reason: PassingReason, seconds: number) =>
    `${site} ${passingText(reason)}, next try in ${seconds} s`,
  opening: (file: ReactNode) => <>Opening {file}</>,
  openingLabel: (name: string) => `Opening ${name}`,
  /** @param total absent while the size is unknown */
  loaded: (loaded: string, total: string | undefined) => (total === undefined ? loaded : `${loaded} of ${total}`),
};

export const dropProblems = {
  folder: 'This is a folder; expected a file. Drop the .tflite file itself. Convert a SavedModel folder first.',
  tooManyModels: (count: number) =>
    `Only two models can be compared. Prunescope opened only this one of the ${count} models.`,
};

export const noWeightsTexts = {
  /** @param reason see noWeightsText */
  heading: (name: string | undefined, reason: string) => `There are no weight tensors in ${name}: ${reason}.`,
  explanation: 'Prunescope shows the constants that convolutions, matrix products and other layers use as weights.',
};

export const missingFilesText = (files: ReactNode, count: number) => (
  <>
    This model stores weights in {files}. Drop {count === 1 ? 'that file' : 'those files'} here too.
  </>
);

export const readAllTexts = {
  readAll: (size: string) => `Read all weights (${size})`,
  progressLabel: 'Reading all weights',
  progress: (done: number, total: number) => `${done} of ${total} tensors`,
  stop: 'Stop',
  unreadRows: 'Rows with - are not read yet.',
};

export const snapshotTexts = {
  region: 'Tensors',
  intro: (file: ReactNode) => <>This preview came with the link. Drop {file} to see everything.</>,
  unknownFile: 'the file',
  table: 'Verdicts',
  tensor: 'Tensor',
  status: 'Status',
  unnamed: (number: number) => `Weight tensor ${number}`,
};

export const snapshotVerdictNames: Readonly<Record<SnapshotVerdict['kind'], string>> = {
  conforms: 'conforms',
  violates: 'does not conform',
  nearly: 'nearly',
  trivial: 'rows too short',
  'not-applicable': 'not applicable',
  counted: 'counted',
  unread: 'not read',
  failed: 'cannot be read',
};

export const embeddedTexts = {
  openInApp: 'Open in Prunescope',
  tensors: 'Tensors',
  noModel: 'No model specified.',
  fileNeeded: (name: string) => `To see the map of ${name}, open Prunescope and drop the file there.`,
};

export const internalErrorTexts = {
  /** @param modelName absent while no model is open */
  heading: (modelName: string | undefined) =>
    modelName ? `Internal error while showing ${modelName}` : 'Internal error',
  reload: 'Reload the page',
};

export const loadFailure = 'This part of the page could not be loaded. Try again when you are online.';
