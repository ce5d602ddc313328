import { createHub } from './hub.ts';
import { renewCode, type Stage, type StageOptions, setStage } from './stage.ts';

export type Playground = Awaited<ReturnType<typeof startPlayground>>;

/** The stage that is now being played on, and the way back to the beginning. */
export async function startPlayground(options: StageOptions = {}) {
  const hub = createHub();
  let stage = await setStage(hub.changed, options);
  let startingOver: Promise<void> | undefined;
  let codeChanged = false;
  let renewing: Promise<void> = Promise.resolve();
  const ending = new Set<Promise<void>>();

  function strike(old: Stage): void {
    const end = old
      .stop()
      .catch((error: unknown) => void process.stderr.write(`The old playground did not end well: ${String(error)}\n`))
      .finally(() => ending.delete(end));
    ending.add(end);
  }

  async function replaceStage(): Promise<void> {
    const old = stage;
    const next = await setStage(hub.changed, options);
    if (codeChanged) await next.app.renew();
    stage = next;
    hub.changed();
    strike(old);
  }

  return {
    stage: () => stage,
    hub,
    /** Puts everything back to the beginning. What has gone before ends in the background. */
    startOver(): Promise<void> {
      startingOver ??= replaceStage().finally(() => {
        startingOver = undefined;
      });
      return startingOver;
    },
    /** Goes on with the code as it now is, with everything else where it was. */
    renewCode(): Promise<void> {
      codeChanged = true;
      renewing = renewing.catch(() => undefined).then(() => renewCode(stage));
      return renewing;
    },
    async stop(): Promise<void> {
      await startingOver?.catch(() => undefined);
      await renewing.catch(() => undefined);
      strike(stage);
      await Promise.all(ending);
    },
  };
}
