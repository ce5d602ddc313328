import { answering } from '../answer.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { grantWithSecret } from '../use-cases/secret.ts';
import { secretChoice } from '../views/secret.ts';
import type { Typed } from './typed.ts';

/** Carries out `/grant secret`: what somebody can do about the secret of a grant. */
export async function secretCommand({ by, argument, ack, respond }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const grant = await grantWithSecret(argument.toUpperCase(), by, parts);
    if ('ok' in grant) return grant;
    await respond({ response_type: 'ephemeral', ...secretChoice(grant) });
    return undefined;
  });
}
