import { useContext, useState } from 'react';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useApp } from '../shell/appContext';
import { type Later, MenuCheck, MenuItem, MenuSeparator } from '../shell/MenuFrame';
import { shareTexts } from '../texts/sharing';

/** The items of the menu "Share". On a phone they are in the menu "More". */
export function ShareItems({ later }: { later: Later }) {
  const targets = useContext(CommandTargetsContext);
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  // The preview of a link has no model to embed or to download from.
  const isPreview = useApp(({ model }) => model === undefined);
  const { downloads } = targets;
  return (
    <>
      {!isReview && <MenuItem onClick={() => targets.copyLink?.()}>{shareTexts.copyLink}</MenuItem>}
      {!isPreview && (
        <>
          <MenuItem onClick={later(() => targets.showEmbed?.())}>{shareTexts.embed}</MenuItem>
          <MenuSeparator />
        </>
      )}
      {downloads?.kinds.map((kind) => (
        <MenuItem key={kind} onClick={() => downloads.make(kind)}>
          {kind}
        </MenuItem>
      ))}
      {!isPreview && downloads && (
        <>
          <MenuSeparator />
          <TwiceItem isTwice={downloads.isTwice} onChange={downloads.setTwice} />
        </>
      )}
    </>
  );
}

function TwiceItem({ isTwice, onChange }: { isTwice: boolean; onChange(twice: boolean): void }) {
  // The menu does not render again when another component stores the choice.
  const [checked, setChecked] = useState(isTwice);

  function change(twice: boolean): void {
    setChecked(twice);
    onChange(twice);
  }

  return (
    <MenuCheck isOn={checked} turn={change}>
      {shareTexts.twice}
    </MenuCheck>
  );
}
