import { createSend } from './http.ts';
import { createSecrets } from './secrets.ts';

const TIMEOUT_MS = 10_000;

/**
 * What time it is at Workiva, by the Date header of an answer; undefined where there is none. It asks without a token,
 * and the answer may be a refusal.
 *
 * @throws WorkivaError `unreachable` or `timeout`
 */
export async function serverClock(apiUrl: string): Promise<Date | undefined> {
  const send = createSend(createSecrets(''));
  const answer = await send({ endpoint: 'GET /', method: 'GET', url: new URL(`${apiUrl}/`) }, TIMEOUT_MS);
  const moment = new Date(answer.header('date') ?? '');
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
