import { refused } from '../../domain/transition.ts';
import { answering, tell } from '../answer.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { offerGrant } from '../use-cases/transfer.ts';
import type { Typed } from './typed.ts';
import { handOverWords } from './words.ts';

const NAME_SOMEBODY =
  'Name the grant and who is to own it, such as `/grant transfer GRANT-57 @person`. Yours are in `/grant list`.';

/** Carries out `/grant transfer`: asks somebody to become the owner of a grant. */
export async function transferCommand({ by, argument, rest, ack, respond }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const { to } = handOverWords(rest);
    if (to === undefined) return refused('not_found', NAME_SOMEBODY);
    const id = argument.toUpperCase();
    const offered = await offerGrant(id, { by, to }, parts);
    if (!offered.ok) return offered;
    await tell(respond, `<@${to}> is asked whether they will own ${id}. Until they accept, nothing changes.`);
    return undefined;
  });
}
