import { useMemo, useState } from 'react';
import type { SessionModel } from '../../session/session';
import type { ZerosPattern } from '../../sparsity/pattern';
import { percent } from '../../sparsity/verdict';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { channelOrderTexts } from '../texts/pruning';
import { useTensorAnswer } from './useTensorAnswer';

/** Searches on request how much more energy the pattern keeps in another order of the input channels. The order is only reported. */
export function ChannelOrderSearch({ tensor, pattern }: { tensor: WeightTensor; pattern: ZerosPattern }) {
  const { zeros, of } = pattern;
  // Another tensor or pattern is another search, which starts on request.
  const ask = useMemo(
    () => (model: SessionModel, searched: WeightTensor, signal: AbortSignal, onShare: (share: number) => void) =>
      model.channelOrderOf(searched, { zeros, of }, signal, onShare),
    [zeros, of],
  );
  const [asked, setAsked] = useState<{ readonly tensor: WeightTensor; readonly ask: unknown }>();
  const isAsked = asked?.tensor === tensor && asked.ask === ask;
  const answer = useTensorAnswer(ask, isAsked);
  // A single block has nothing to reorder.
  if (!tensor.inputChannelsLast || tensor.columnCount <= of) return null;
  if (answer.phase === 'failed') return <p role="alert">{answer.message}</p>;
  if (answer.phase === 'done') return <p role="status">{resultText(answer.value)}</p>;
  if (!isAsked) {
    return (
      <button
        type="button"
        className="channel-search"
        title={channelOrderTexts.searchTitle}
        onClick={() => setAsked({ tensor, ask })}
      >
        {channelOrderTexts.search}
      </button>
    );
  }
  const share = answer.share ?? 0;
  return (
    <div className="channel-search">
      <progress aria-label={channelOrderTexts.progress} value={share} />
      <span className="quiet">{channelOrderTexts.searching(share)}</span>
      <button type="button" onClick={() => setAsked(undefined)}>
        {channelOrderTexts.cancel}
      </button>
    </div>
  );
}

function resultText(found: Awaited<ReturnType<SessionModel['channelOrderOf']>>): string {
  if (!found) return channelOrderTexts.tooMany;
  const [after, before] = [percent(found.kept), percent(found.keptBefore)];
  return after === before ? channelOrderTexts.none(before) : channelOrderTexts.found(after, before);
}
