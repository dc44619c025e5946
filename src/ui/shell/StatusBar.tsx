import { engineNames, footerTexts } from '../texts/page';
import { statusBarTexts } from '../texts/shell';
import { useApp } from './appContext';
import { LazyMenu } from './LazyMenu';
import { OpeningNotice } from './notices';
import { ReadingProgress } from './ReadAll';
import { engineMenu } from './shellMenus';

/** The weight under the pointer, progress, and the engine. @param setSlot gets the element for the readout */
export function StatusBar({ setSlot }: { setSlot(slot: HTMLElement | null): void }) {
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  return (
    <footer className="status-bar">
      <div className="status-slot" ref={setSlot} />
      <OpeningNotice />
      <ReadingProgress />
      {isReview ? (
        <span className="quiet">{footerTexts.review}</span>
      ) : (
        <>
          <EngineButton />
          <span className="quiet privacy" title={footerTexts.privacy}>
            {statusBarTexts.privacy}
          </span>
          <a href="./docs/">{footerTexts.docs}</a>
        </>
      )}
    </footer>
  );
}

/** The active engine in one word. Its menu selects another. */
function EngineButton() {
  const engine = useApp((state) => state.engine);
  if (!engine) return null;
  return (
    <span data-engine={engine.name} title={engine.reason}>
      <LazyMenu menu={engineMenu} className="plain" label={statusBarTexts.engineMenu(engineNames[engine.name])}>
        {engineNames[engine.name]}
        {engine.lacksWasm && statusBarTexts.withoutWasm}
      </LazyMenu>
    </span>
  );
}
