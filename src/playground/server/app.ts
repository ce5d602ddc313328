import type { World } from '../world.ts';
import { createProcess, type GrantdeskProcess, type ProcessParts } from './process.ts';

export type App = ReturnType<typeof createApp>;

/** What answers Slack: in this process at first; in one of its own once its code was changed, since only that runs new code. */
export function createApp({ slack, grantdesk }: Pick<World, 'slack' | 'grantdesk'>, parts: ProcessParts) {
  let current: GrantdeskProcess | undefined;

  return {
    advance: (ms: number) => current?.advance(ms),
    kill: async () => current?.kill(),
    /** Goes on with the code as it now is. Answers false when that does not start; then what runs stays. */
    async renew(): Promise<boolean> {
      const next = createProcess(parts);
      const port = await next.start();
      if (port === undefined) return false;
      slack.connect(`http://127.0.0.1:${port}/slack/events`);
      await (current ?? grantdesk).stop();
      current = next;
      return true;
    },
  };
}
