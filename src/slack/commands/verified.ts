import { isGrantId } from '../../domain/ids.ts';
import { refused } from '../../domain/transition.ts';
import { readOutcome } from '../../domain/verify-outcome.ts';
import { answering, tell } from '../answer.ts';
import { noGrant } from '../use-cases/find.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { noteVerification } from '../use-cases/verification.ts';
import { afterVerification } from '../views/verification.ts';
import type { Typed } from './typed.ts';

/** Asks what came of a test, with the very commands to type for a grant. */
const nameTheOutcome = (id: string): string =>
  `Say what came of testing ${id}: type \`/grant verified ${id} works\`, or \`fewer\`, \`more\`, \`unclear\` or \`refused\` in place of \`works\`. \`npx grantdesk verify-grant\` finds out which; it stands, whole, in the message that announced the grant.`;

/** Carries out `/grant verified`: what came of the owner's test of a grant. */
export async function verifiedCommand({ by, argument, rest, ack, respond }: Typed, parts: HandlerParts): Promise<void> {
  await ack();
  await answering(respond, parts.log, async () => {
    const id = argument.toUpperCase();
    if (!isGrantId(id)) return noGrant(id);
    const outcome = readOutcome(rest.split(' ')[1] ?? '');
    if (outcome === undefined) return refused('not_found', nameTheOutcome(id));
    const noted = await noteVerification(id, by, outcome, parts);
    if (noted.ok && noted.grant) await tell(respond, afterVerification(noted.grant, outcome));
    return noted;
  });
}
