import { ENOUGH_NEWEST, tooManyFiled } from '../../domain/filing-limit.ts';
import type { Refused } from '../../domain/transition.ts';
import type { UseCaseParts } from './parts.ts';
import { mayAsk } from './taking-part.ts';

/** Refuses to file something new for who may not take part, or has filed too much just before. */
export async function mayFile(by: string, parts: UseCaseParts): Promise<Refused | undefined> {
  const no = await mayAsk(by, parts);
  return no ?? tooManyFiled(await parts.store.requestsOf(by, ENOUGH_NEWEST), parts.clock.now());
}
