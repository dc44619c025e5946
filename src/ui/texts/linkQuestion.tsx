import type { ReactNode } from 'react';

export const linkQuestionTexts = {
  question: (host: ReactNode) => <>This link loads a model from {host}.</>,
  isPrivate: 'That server is on this computer or in your network.',
  load: 'Load',
  cancel: 'Cancel',
};
