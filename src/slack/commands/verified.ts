import { refused } from '../../domain/transition.ts';
import { readOutcome } from '../../domain/verify-outcome.ts';
import { answering, tell } from '../answer.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { noteVerification } from '../use-cases/verification.ts';
import { afterVerification } from '../views/verification.ts';
import type { Typed } from './typed.ts';

const NAME_THE_OUTCOME =
  'Say what came of it: `works`, `fewer`, `more` or `refused`, such as `/grant verified GRANT-57 works`. The command `npx grantdesk verify-grant` finds out which.';

/** Carries out `/grant verified`: what came of the owner's test of a grant. */
export async function verifiedCommand({ by, argument, rest, ack, respond }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const outcome = readOutcome(rest.split(' ')[1] ?? '');
    if (outcome === undefined) return refused('not_found', NAME_THE_OUTCOME);
    const noted = await noteVerification(argument.toUpperCase(), by, outcome, parts);
    if (noted.ok && noted.grant) await tell(respond, afterVerification(noted.grant, outcome));
    return noted;
  });
}
