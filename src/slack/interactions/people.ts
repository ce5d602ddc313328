import type { App } from '@slack/bolt';
import type { Directory } from '../directory.ts';

export type PeopleParts = {
  directory: Pick<Directory, 'forget'>;
  /** Hears of somebody whose account in Slack was deactivated. */
  onPersonLeft?(id: string): Promise<void>;
  /** Hears of somebody of whom something else has changed: they may have left before, and be back. */
  onPersonThere?(id: string): Promise<void>;
};

/** Follows what changes about people in Slack, so that somebody who has left stops counting at once. */
export function registerPeople(app: App, { directory, onPersonLeft, onPersonThere }: PeopleParts): void {
  app.event('user_change', async ({ event: { user } }) => {
    directory.forget(user.id);
    await (user.deleted ? onPersonLeft : onPersonThere)?.(user.id);
  });
}
