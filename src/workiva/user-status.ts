import type { WorkivaClient } from './client.ts';
import type { WorkivaUser } from './schemas.ts';

/** Whether a user can do anything in Workiva. */
export type UserStatus = 'active' | 'suspended';

/**
 * Tells Workiva what a user has to be until it is so. Grants of this user may be stopped or reinstated while Workiva is
 * being told, so `wanted` is asked again after each time: what they are in the end counts, and is answered.
 */
export async function makeStatusTrue(
  user: Pick<WorkivaUser, 'id' | 'status'>,
  wanted: () => Promise<UserStatus>,
  workiva: Pick<WorkivaClient, 'setUserStatus'>,
): Promise<UserStatus> {
  let told = user.status;
  for (;;) {
    const now = await wanted();
    if (told === now) return now;
    await workiva.setUserStatus(user.id, now);
    told = now;
  }
}
