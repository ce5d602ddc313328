import type { KnownBlock } from '@slack/types';
import { inWords } from '../../domain/duration.ts';
import type { Grant } from '../../domain/records.ts';
import { grantStandsNow } from '../../domain/state-words.ts';
import { unusedAskedOf, unusedName } from '../../domain/unused-ref.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, header, type Message, section } from './blocks.ts';
import { revokeButton } from './revocation.ts';
import { code, escapeText, moment, person } from './text.ts';

/** Asks an owner whether a grant is needed that nothing uses. `name` names the question; `after` (ms) is the policy's. */
export function unusedMessage(grant: Grant, name: string, after: number): Message {
  const { id, terms, unused } = grant;
  const title = `${id} · ${terms.clientName}`;
  const done = settledWords(grant, name);
  if (done !== undefined || !unused) {
    const words = done ?? 'There is nothing to do.';
    return { text: `${escapeText(title)}: ${words}`, blocks: [header(title), section(words)] };
  }
  const words = idleWords(unused);
  return {
    text: `${escapeText(title)}: ${words} Is it still needed?`,
    blocks: [header(title), section(`*${words}* Is it still needed?`), ...askBlocks(grant, after)],
  };
}

function idleWords({ used, since }: NonNullable<Grant['unused']>): string {
  if (used === undefined) return `It has not been used since ${moment(since)}, nor before as far as is known.`;
  return `It has not been used since ${moment(used)}.`;
}

function askBlocks(grant: Grant, after: number): KnownBlock[] {
  const { id, terms } = grant;
  const again = inWords(after);
  return [
    section(
      `*Keep* it if it is, and you are asked again once nothing has used it for another ${again}. If not, *Revoke* it: what nobody needs can only be misused.`,
    ),
    actions(button(IDS.grant.keepUnused, 'Keep', id, { style: 'primary', label: `Keep ${id}` }), revokeButton(grant)),
    context(`Workiva’s activity log shows nothing that was done as ${code(terms.user.username)} since then.`),
  ];
}

/** Why the question needs no answer any more; nothing while it does. */
function settledWords(grant: Grant, name: string): string | undefined {
  const { state, owner, revocation, unused, liveSince } = grant;
  if (unusedAskedOf(name) !== owner) return `It is ${person(owner)}’s now. There is nothing to do.`;
  if (state !== 'active' && state !== 'suspended') return `It ${grantStandsNow(grant)}. There is nothing to do.`;
  if (revocation !== undefined) return `${revocation} revokes it. There is nothing to do.`;
  if (!unused || unusedName(unused) !== name) return 'A later message asks about it, or it is in use again.';
  if (unused.kept) return `:white_check_mark: ${person(unused.kept.by)} keeps it, ${moment(unused.kept.at)}.`;
  if (unused.usedAgain !== undefined) {
    return `:white_check_mark: It has been used again, ${moment(unused.usedAgain)}. There is nothing to do.`;
  }
  if (liveSince !== undefined && liveSince > unused.at) return 'It was renewed since. There is nothing to do.';
  return state === 'suspended' ? 'It is suspended now, so nothing can use it.' : undefined;
}
