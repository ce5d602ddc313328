import { isRequestId } from './ids.ts';

/**
 * Says that an integration user is not free. `holder`: what is at work on it, a space, and whatever tells it from others;
 * people are told of a request only.
 */
export function notFreeWords({ username }: { username: string }, holder: string): string {
  const [who = ''] = holder.split(' ');
  const why = isRequestId(who) ? ` for ${who}` : '';
  return `Grantdesk is still changing ${username}${why}.`;
}
