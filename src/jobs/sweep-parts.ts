import type { Clock } from '../domain/clock.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { Colleague } from '../domain/waiting.ts';
import type { Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';
import type { ReviewParts } from './review-parts.ts';

export type SweepParts = {
  store: Store;
  policy: () => Policy;
  /** SHA-256 of the policy. */
  digest: () => string;
  clock: Clock;
  /** Looks up who can act on what waits: those who may decide, or the owner who has to accept. Throws when Slack cannot say. */
  colleaguesFor: (request: AccessRequest) => Promise<(request: AccessRequest) => readonly Colleague[]>;
  /** Whether the owner of a grant has left Slack. Throws when Slack cannot say; without it nobody looks. */
  hasLeft?: ((person: string) => Promise<boolean>) | undefined;
  /** Who reviews; without it no review begins or goes on. */
  reviewers?: ReviewParts['reviewers'];
};

/** Hears of a record that could not be handled. */
export type OnFault = (id: string, error: unknown) => void;
