import { useState } from 'react';
import { useRegister } from '../commands/commandTargets';
import { useApp } from '../shell/appContext';
import { MenuFrame } from '../shell/MenuFrame';
import { shareTexts } from '../texts/sharing';
import { CopyLink } from './CopyLink';
import { type DownloadKind, downloadKinds, kindsWithoutMap } from './downloads';
import { hasWeights, ShareItems } from './ShareItems';
import { useDownload } from './useDownload';

/** The link, the markup, and downloads of what is on screen. */
export function ShareMenu() {
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  const canReview = useApp(({ model }) => model?.reviewOf !== undefined);
  // The preview of a link has no model to download from.
  const isPreview = useApp(({ model }) => model === undefined);
  const kinds = isPreview ? [] : downloadKinds.filter((kind) => kind !== 'Review file' || canReview);
  const hasTensors = useApp(hasWeights);
  const [twice, setTwice] = useState(false);
  const { creating, created, create, cancel } = useDownload(twice ? 2 : 1);
  const makerOf = (kind: DownloadKind) => (hasTensors || kindsWithoutMap.has(kind) ? () => create(kind) : undefined);
  useRegister({ downloads: { kinds, makerOf, isTwice: twice, setTwice } });

  return (
    <>
      {!isReview && <CopyLink />}
      <span className="visually-hidden" role="status">
        {created && shareTexts.done(created.name)}
      </span>
      {creating && (
        <span className="progress-status">
          <progress aria-label={shareTexts.creating(creating.kind)} max={1} value={creating.share} />
          <button type="button" onClick={cancel} aria-label={shareTexts.cancelLabel(creating.kind)}>
            {shareTexts.cancel}
          </button>
        </span>
      )}
      <MenuFrame
        className=""
        label={shareTexts.menuTitle}
        button={shareTexts.menu}
        defaultOpen={false}
        align="end"
        items={(later) => <ShareItems later={later} />}
      />
    </>
  );
}
