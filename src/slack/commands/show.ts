import { answering } from '../answer.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { everythingAbout } from '../use-cases/show.ts';
import { showMessage } from '../views/show.ts';
import type { Typed } from './typed.ts';

/** Carries out `/grant show`: everything about a grant or a request, to those whom it concerns. */
export async function showCommand({ by, argument, ack, respond }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const shown = await everythingAbout(argument.toUpperCase(), by, parts);
    if ('ok' in shown) return shown;
    await respond({
      response_type: 'ephemeral',
      ...showMessage(shown, parts.policy().policy, parts.clock.now()),
    });
    return undefined;
  });
}
