import { isGone } from './api-steps.ts';
import type { WorkivaClient } from './client.ts';
import { hasCode } from './errors.ts';

/** Waits for the end of an operation that an earlier try has begun; nothing is asked for again. */
export async function followBegun(operation: string, workiva: Pick<WorkivaClient, 'followOperation'>): Promise<void> {
  try {
    await workiva.followOperation({ url: operation, retryAfterSeconds: 1 });
  } catch (error) {
    // Whether one has taken hold that failed, or that Workiva does not know any more, shows by itself.
    if (!isGone(error) && !hasCode(error, 'operation_failed')) throw error;
  }
}
