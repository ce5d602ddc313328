import type { App } from '@slack/bolt';
import type { Directory } from '../directory.ts';

export type PeopleParts = {
  directory: Pick<Directory, 'forget'>;
  /** Hears of somebody whose account in Slack was deactivated. */
  onPersonLeft?(id: string): Promise<void>;
};

/** Follows what changes about people in Slack, so that somebody who has left stops counting at once. */
export function registerPeople(app: App, { directory, onPersonLeft }: PeopleParts): void {
  app.event('user_change', async ({ event: { user } }) => {
    directory.forget(user.id);
    if (user.deleted) await onPersonLeft?.(user.id);
  });
}
