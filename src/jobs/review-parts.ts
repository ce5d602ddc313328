import type { Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';

/** What the jobs of access reviews work with. */
export type ReviewParts = {
  store: Store;
  policy: () => Policy;
  reviewers: {
    /** The people of these groups of the policy who may take part. */
    peopleIn(groups: readonly string[]): Promise<string[]>;
    /** Whether somebody has left Slack. Throws when Slack cannot say. */
    hasLeft(person: string): Promise<boolean>;
  };
  /** Hears of what could not be found out, and is gone on without. */
  onFault: (id: string, error: unknown) => void;
};
