import type { KnownBlock } from '@slack/types';
import type { BreakGlass } from '../../domain/approval-records.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { openStage } from '../../domain/stages.ts';
import { grantStands } from '../../domain/state-words.ts';
import type { Policy } from '../../policy/schema.ts';
import { header, type Message, section, typed } from './blocks.ts';
import { standingInWorkiva } from './suspension.ts';
import { termsBlocks } from './terms.ts';
import { code, day, either, escapeText, moment, person } from './text.ts';

/** The announcement that somebody did not wait for an approval: who, what, why, until when; and what became of it. */
export function breakGlassMessage(request: AccessRequest, grant: Grant | undefined, policy: Policy): Message {
  const { id, requester, terms, breakGlass, filedAt } = request;
  const what = `${person(requester)} has started ${id} (${escapeText(terms.clientName)}) without waiting for approval`;
  const standing = breakGlass === undefined ? '' : standingWords(request, breakGlass, policy);
  return {
    text: `${what}. ${standing}`,
    blocks: [
      header(`${id} broke glass · ${terms.clientName}`),
      section(`:rotating_light: ${what}, ${moment(filedAt)}. *The emergency, in their words:*`),
      ...(breakGlass === undefined ? [] : [typed(breakGlass.reason)]),
      section(standing),
      ...(breakGlass?.verdict?.reason === undefined ? [] : [typed(breakGlass.verdict.reason)]),
      section(`*Done so far:* ${doneWords(request, grant)}`),
      ...termsBlocks(request, policy),
    ] satisfies KnownBlock[],
  };
}

function standingWords(request: AccessRequest, { reviewBy, verdict }: BreakGlass, { channels }: Policy): string {
  if (!verdict) {
    const { from = [], missing = 0 } = openStage(request) ?? {};
    const count = missing === 1 ? '1 approval' : `${missing} approvals`;
    return `*It waits for ${count} after the fact*, from ${either(from.map(escapeText))} in <#${channels.requests}>, until ${moment(reviewBy)}. Without, or when it is denied, it is suspended by itself.`;
  }
  const who = `${person(verdict.by)}, ${moment(verdict.at)}`;
  switch (verdict.outcome) {
    case 'approved':
      return `:white_check_mark: *Approved after the fact* by ${who}. It goes on like any other.`;
    case 'denied':
      return `:no_entry: *Denied after the fact* by ${who}:`;
    case 'lapsed':
      return `:hourglass: *Nobody approved it within 24 hours*, so Grantdesk stopped it, ${moment(verdict.at)}.`;
  }
}

function doneWords(request: AccessRequest, grant: Grant | undefined): string {
  if (grant?.suspension) {
    const state = request.state === 'fulfilled' ? `${grant.id} ${grantStands(grant)}.` : `${grant.id} was never made.`;
    return `${state} ${standingInWorkiva(grant)}`;
  }
  if (request.state === 'fulfilled' && grant) {
    return `${grant.id} ${grantStands(grant)}, client ID ${code(grant.clientId ?? '')}, until ${day(grant.terms.expires)}.`;
  }
  if (request.state === 'failed') return 'Its preparation in Workiva has stopped; the admins have been asked to act.';
  if (request.state === 'withdrawn') return 'It was withdrawn before a grant was made.';
  return 'It is being prepared in Workiva.';
}
