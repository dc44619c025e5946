import type { Analyst, AnalystModel, ModelOrigin } from '../session/analyst';
import { nameOf } from './origin';
import { problemOf } from './problem';
import { missingSample } from './samples';
import type { AppStore } from './store';
import { type Turn, turns } from './turns';

/** A model that was opened; the turn is on until its caller has taken it in. */
export type Opened = { readonly model: AnalystModel; readonly turn: Turn };

/** Opens models, one at a time, whether to be shown or to be compared with. */
export function openingOn({ setState }: AppStore, analyst: Analyst) {
  const opening = turns();

  /** A model that cannot be opened leaves everything as it was but for what is said of it. @returns undefined then, and when it was given up */
  async function openedModel(origin: ModelOrigin): Promise<Opened | undefined> {
    const turn = opening.start();
    const name = nameOf(origin);
    setState({ opening: { name, loaded: 0, total: undefined }, problem: undefined });
    try {
      const model = await analyst.open(origin, turn.signal, (loaded, total) => {
        if (turn.isOn) setState({ opening: { name, loaded, total } });
      });
      if (turn.isOn) return { model, turn };
      model.close();
    } catch (thrown) {
      if (turn.isOn)
        setState({ opening: undefined, problem: problemOf(missingSample(origin, thrown) ?? thrown, name) });
      turn.done();
    }
    return undefined;
  }

  /** Stops what is being opened; what was open before stays. */
  function cancelOpening(): void {
    opening.stop();
    setState({ opening: undefined });
  }

  return { openedModel, cancelOpening };
}
