import type { LinkQuestion as Question } from '../../state/store';
import { linkQuestionTexts } from '../texts/linkQuestion';
import { useActions } from './appContext';

/** Asks whether a link may load its model from another host. */
export function LinkQuestion({ host, address, isPrivate }: Question) {
  const { answerLinkQuestion } = useActions();
  return (
    <>
      <p title={address}>
        {linkQuestionTexts.question(<strong>{host}</strong>)} {isPrivate && linkQuestionTexts.isPrivate}
      </p>
      <button type="button" onClick={() => answerLinkQuestion(false)}>
        {linkQuestionTexts.cancel}
      </button>
      <button type="button" className="primary" onClick={() => answerLinkQuestion(true)}>
        {linkQuestionTexts.load}
      </button>
    </>
  );
}
