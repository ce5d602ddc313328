import { answering, tell } from '../answer.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { offerGrant, transferable } from '../use-cases/transfer.ts';
import { askedWords, transferModal } from '../views/transfer.ts';
import type { Typed } from './typed.ts';
import { handOverWords } from './words.ts';

/** Carries out `/grant transfer`: asks somebody to become the owner of a grant; where none is named, a form asks whom. */
export async function transferCommand(
  { by, argument, rest, ack, respond, open }: Typed,
  parts: HandlerParts,
): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const { to } = handOverWords(rest);
    const id = argument.toUpperCase();
    if (to === undefined) {
      const grant = await transferable(id, by, parts);
      if ('ok' in grant) return grant;
      await open(transferModal(grant));
      return undefined;
    }
    const offered = await offerGrant(id, { by, to }, parts);
    if (!offered.ok) return offered;
    await tell(respond, askedWords(id, to));
    return undefined;
  });
}
