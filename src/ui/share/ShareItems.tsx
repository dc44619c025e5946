import { useContext, useId, useState } from 'react';
import type { AppState } from '../../state/store';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useApp } from '../shell/appContext';
import { type Later, MenuCheck, MenuItem, MenuSeparator } from '../shell/MenuFrame';
import { shareTexts } from '../texts/sharing';

/** Whether the open model has a tensor to draw. */
export function hasWeights({ model }: AppState): boolean {
  return (model?.contents.tensors.length ?? 0) > 0;
}

/** The items of the menu "Share". On a phone they are in the menu "More". */
export function ShareItems({ later }: { later: Later }) {
  const targets = useContext(CommandTargetsContext);
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  // The preview of a link has no model to embed or to download from.
  const isPreview = useApp(({ model }) => model === undefined);
  const canDraw = useApp(hasWeights);
  const reason = useId();
  const { downloads } = targets;
  const because = isPreview || canDraw ? undefined : reason;
  return (
    <>
      {!isReview && <MenuItem onClick={() => targets.copyLink?.()}>{shareTexts.copyLink}</MenuItem>}
      {!isPreview && (
        <>
          <MenuItem onClick={canDraw ? later(() => targets.showEmbed?.()) : undefined} because={because}>
            {shareTexts.embed}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      {downloads?.kinds.map((kind) => (
        <MenuItem key={kind} onClick={downloads.makerOf(kind)} because={because}>
          {kind}
        </MenuItem>
      ))}
      {!isPreview && downloads && (
        <>
          <MenuSeparator />
          <TwiceItem
            isTwice={downloads.isTwice}
            onChange={canDraw ? downloads.setTwice : undefined}
            because={because}
          />
        </>
      )}
      {because && (
        <p className="menu-reason" id={reason}>
          {shareTexts.noWeights}
        </p>
      )}
    </>
  );
}

function TwiceItem(props: {
  isTwice: boolean;
  onChange: ((twice: boolean) => void) | undefined;
  because: string | undefined;
}) {
  const { isTwice, onChange, because } = props;
  // The menu does not render again when another component stores the choice.
  const [checked, setChecked] = useState(isTwice);

  function change(twice: boolean): void {
    setChecked(twice);
    onChange?.(twice);
  }

  return (
    <MenuCheck isOn={checked} turn={onChange && change} because={because}>
      {shareTexts.twice}
    </MenuCheck>
  );
}
