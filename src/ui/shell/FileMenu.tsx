import { formatBytes } from '../../sparsity/byteSize';
import { formatCount } from '../../sparsity/verdict';
import { samples } from '../../state/samples';
import { servedOrigin } from '../../state/served';
import { headerTexts, withModelType } from '../texts/page';
import { topBarTexts } from '../texts/shell';
import { watchingTexts } from '../texts/watching';
import { useActions, useApp } from './appContext';
import type { MenuProps } from './LazyMenu';
import { MenuChoice, MenuFrame, MenuItem, MenuSeparator } from './MenuFrame';
import { RecentItems } from './RecentItems';
import { hasHandles } from './recentParts';
import { shortNames } from './shortNames';

/** The open file: its facts, the models of a bundle, recent files, and the samples. */
export function FileMenu({ children, ...props }: MenuProps) {
  return (
    <MenuFrame
      {...props}
      button={children}
      align="start"
      items={() => (
        <>
          <FileFacts />
          <Members />
          <Served />
          <Recent />
          <Samples />
        </>
      )}
    />
  );
}

function FileFacts() {
  const contents = useApp((state) => state.model?.contents);
  const hash = useApp((state) => state.hash);
  const address = useApp(({ model }) => (model?.origin.kind === 'address' ? model.origin.address : undefined));
  if (!contents) return null;
  const { hashing, noHash } = topBarTexts;
  return (
    // Not a list: a menu may contain only items, groups and plain text.
    <div className="menu-facts facts-list">
      <span className="quiet">{topBarTexts.file}</span>
      <span>{contents.name}</span>
      <span className="quiet">{topBarTexts.size}</span>
      <span>
        {formatBytes(contents.byteLength)} ({formatCount(contents.byteLength)} B)
      </span>
      <span className="quiet">{topBarTexts.sha256}</span>
      <span>{hash?.phase === 'done' ? <code>{hash.sha256}</code> : hash ? hashing : noHash}</span>
      {address && (
        <>
          <span className="quiet">{topBarTexts.address}</span>
          <span>{address}</span>
        </>
      )}
    </div>
  );
}

function Members() {
  const members = useApp((state) => state.model?.members) ?? [];
  const name = useApp((state) => state.model?.contents.name);
  const { openMember } = useActions();
  if (members.length < 2) return null;
  const labels = shortNames(members.map((member) => member.name));
  return (
    <>
      <MenuSeparator />
      <MenuChoice
        label={headerTexts.memberMenu}
        value={name}
        choices={members.map((member, i) => ({
          value: member.name,
          text: withModelType(labels[i], member.modelType),
          title: member.name,
        }))}
        onChoose={(member) => void openMember(member)}
      />
    </>
  );
}

/** The files that the command serves. With a single one, the menu would only repeat its name. */
function Served() {
  const files = useApp(({ served }) => served?.files) ?? [];
  const path = useApp(({ model }) => (model?.origin.kind === 'served' ? model.origin.file.path : undefined));
  const { open } = useActions();
  if (files.length === 0 || (files.length === 1 && path === files[0]?.path)) return null;
  const labels = shortNames(files.map(({ given }) => given));
  return (
    <>
      <MenuSeparator />
      <MenuChoice
        label={watchingTexts.menu}
        value={path}
        choices={files.map((file, i) => ({ value: file.path, text: labels[i]!, title: file.given }))}
        onChoose={(chosen) => void open(servedOrigin(files.find((file) => file.path === chosen)!))}
      />
    </>
  );
}

function Recent() {
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  return hasHandles && !isReview ? <RecentItems /> : null;
}

function Samples() {
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  const { openSample } = useActions();
  if (isReview) return null;
  return (
    <>
      <MenuSeparator />
      <p className="menu-label">{headerTexts.samples}</p>
      {samples.map((sample) => (
        <MenuItem key={sample.address} onClick={() => openSample(sample)}>
          {sample.name}
        </MenuItem>
      ))}
    </>
  );
}
