import type { MessageName } from '../../domain/effects.ts';
import type { Preferences } from '../../domain/preferences.ts';
import type { Grant } from '../../domain/records.ts';
import type { Policy } from '../../policy/schema.ts';
import type { Page } from '../../store/lists.ts';
import type { Store } from '../../store/store.ts';
import { preferencesFor } from './preferences.ts';

/** The most grants that one message lists, each with its buttons; Slack takes 50 blocks. */
const MOST_LISTED = 20;

/** What a digest is rendered from: whose it is, how they want it, and their grants that expire soon. */
export type DigestFacts = { person: string; preferences: Preferences; grants: Page<Grant> };

/** Reads what a digest lists now; nothing for any other message. */
export async function digestFacts(
  { message, about }: MessageName,
  { timing }: Policy,
  now: Date,
  store: Store,
): Promise<DigestFacts | undefined> {
  if (message !== 'digest') return undefined;
  const until = new Date(now.getTime() + Math.max(0, ...timing.warn_before_expiry) + 1);
  const [preferences, grants] = await Promise.all([
    preferencesFor(about, store),
    store.lists.expiringBefore(until, { number: 0, size: MOST_LISTED }, about),
  ]);
  return { person: about, preferences, grants };
}
