import { useEffect, useRef, useState } from 'react';
import { fileFrame } from '../../embed/host/fileFrame';
import { type Embedded, frameAddress, type SnippetKind, viewFragment } from '../../exports/snippets';
import { ModelError } from '../../modelError';
import type { ModelOrigin } from '../../session/session';
import { useApp, useAppValue } from '../shell/appContext';
import { embedTexts } from '../texts/embed';
import type { EmbedChoices } from './EmbedOptions';
import { ownBase } from './embedBase';
import { embedPicture } from './embedPicture';

type PreviewProps = { readonly kind: SnippetKind; readonly embedded: Embedded; readonly choices: EmbedChoices };

/** What readers of the page with the snippet see. */
export function EmbedPreview({ kind, embedded, choices }: PreviewProps) {
  const origin = useApp(({ model }) => model?.origin);
  const base = useApp(ownBase);
  return (
    <section className="embed-preview" aria-label={embedTexts.preview}>
      <h3>{embedTexts.preview}</h3>
      {kind === 'markdown' || base === undefined ? (
        <Picture embedded={embedded} choices={choices} />
      ) : origin?.kind === 'file' ? (
        <FileFrame base={base} embedded={embedded} origin={origin} />
      ) : origin?.kind === 'served' ? (
        <AddressFrame base={base} embedded={{ ...embedded, link: { ...embedded.link, model: origin.url } }} />
      ) : (
        <AddressFrame base={base} embedded={embedded} />
      )}
    </section>
  );
}

/** The frame of this copy of Prunescope, whatever copy the snippet refers to. */
function AddressFrame({ base, embedded }: { base: string; embedded: Embedded }) {
  const address = frameAddress({ ...embedded, base });
  // The key replaces the frame. A frame does not follow a change of its fragment.
  return (
    <iframe key={address} src={address} title={embedTexts.previewTitle(embedded.label)} height={embedded.height} />
  );
}

type FileFrameProps = {
  readonly base: string;
  readonly embedded: Embedded;
  readonly origin: Extract<ModelOrigin, { kind: 'file' }>;
};

function FileFrame({ base, embedded, origin }: FileFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const { height, label, link } = embedded;
  const fragment = viewFragment(embedded);
  const { theme } = link;

  useEffect(() => {
    const { file, companions = [] } = origin;
    const frame = fileFrame(`${base}embed.html`, { file, companions, fragment, theme });
    frame.element.title = embedTexts.previewTitle(label);
    box.current!.append(frame.element);
    return () => frame.remove();
  }, [base, origin, fragment, theme, label]);

  return <div ref={box} className="embed-file-frame" style={{ height }} />;
}

/** The image of a snippet for Markdown; also for a page without frames, such as a review file. */
function Picture({ embedded, choices }: { embedded: Embedded; choices: EmbedChoices }) {
  const { store } = useAppValue();
  const map = useApp((state) => state.map);
  const [image, setImage] = useState<{ readonly address: string } | { readonly failure: string }>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is read from the store
  useEffect(() => {
    const work = new AbortController();
    let address: string | undefined;
    embedPicture(store.getState(), choices, work.signal).then(
      (picture) => {
        if (work.signal.aborted) return;
        address = URL.createObjectURL(picture);
        setImage({ address });
      },
      (thrown) => {
        if (!(thrown instanceof ModelError)) throw thrown;
        if (!work.signal.aborted) setImage({ failure: thrown.message });
      },
    );
    return () => {
      work.abort();
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [store, map, choices]);

  if (!image) return null;
  if ('failure' in image) return <p className="quiet">{image.failure}</p>;
  return <img src={image.address} alt={embedTexts.previewTitle(embedded.label)} />;
}
