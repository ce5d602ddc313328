import type { KnownBlock } from '@slack/types';
import { openStage } from '../../domain/approval.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import { isUserGroup, type Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, header, type Message, section, typed } from './blocks.ts';
import { termsBlocks } from './terms.ts';
import { clip, either, escapeText, moment, person } from './text.ts';

/** The message in the requests channel: what is asked, why this rule, who may decide; then who decided, and when. */
export function approvalMessage(request: AccessRequest, grant: Grant | undefined, policy: Policy, now: Date): Message {
  const what = request.kind === 'renew' ? `to renew ${request.grant}` : 'for a new Workiva API grant';
  return {
    text: `${request.id}: ${person(request.requester)} asks ${what}, ${escapeText(request.terms.clientName)}. ${statusText(request)}`,
    blocks: [
      header(`${request.id} · ${request.terms.clientName}`),
      section(`${person(request.requester)} asks ${what}.`),
      ...termsBlocks(request, policy, now),
      context(`*Rule:* ${escapeText(request.policy.rule)}. ${escapeText(request.policy.why)}`),
      ...approvalLines(request),
      ...(request.state === 'pending' ? decisionBlocks(request, policy) : resultBlocks(request, grant)),
    ],
  };
}

function statusText(request: AccessRequest): string {
  return request.state === 'pending' ? 'It waits for approval.' : `It is ${stateInWords(request)}.`;
}

function approvalLines({ approvals }: AccessRequest): KnownBlock[] {
  if (approvals.length === 0) return [];
  return [
    section(approvals.map(({ by, at }) => `:white_check_mark: Approved by ${person(by)}, ${moment(at)}`).join('\n')),
  ];
}

function decisionBlocks(request: AccessRequest, policy: Policy): KnownBlock[] {
  const standing = openStage(request);
  if (!standing) return [];
  const approvals = standing.missing === 1 ? '1 approval' : `${standing.missing} approvals`;
  const stage = request.stages.length > 1 ? ` (stage ${standing.stage + 1} of ${request.stages.length})` : '';
  return [
    section(`*Waiting for ${approvals}*${stage} from ${whoMay(standing.from, policy)}.`),
    actions(
      button(IDS.request.approve, 'Approve', request.id, { style: 'primary', label: `Approve ${request.id}` }),
      button(IDS.request.deny, 'Deny', request.id, { style: 'danger', label: `Deny ${request.id}` }),
    ),
  ];
}

function resultBlocks(request: AccessRequest, grant: Grant | undefined): KnownBlock[] {
  const { outcome, decidedAt } = request;
  if (outcome) {
    const word = {
      denied: ':no_entry: Denied',
      withdrawn: ':leftwards_arrow_with_hook: Withdrawn',
      lapsed: ':hourglass: Lapsed',
    };
    const line = section(
      `*${word[request.state as keyof typeof word]}* by ${person(outcome.by)}, ${moment(outcome.at)}`,
    );
    return outcome.reason === undefined ? [line] : [line, typed(outcome.reason)];
  }
  const how = request.stages.length === 0 ? ' by the rule, without asking anybody' : '';
  const when = decidedAt === undefined ? '' : `, ${moment(decidedAt)}`;
  return [section(`*Approved*${how}${when}. ${standingWords(request, grant)}`)];
}

function standingWords(request: AccessRequest, grant: Grant | undefined): string {
  if (request.state === 'approved') return 'It is being provisioned.';
  if (request.state === 'fulfilled' && grant) return `${grant.id} is ${grant.state}.`;
  return `It is ${stateInWords(request)}.`;
}

/** Names who may decide, so that Slack notifies them at the first post. */
export function whoMay(groups: readonly string[], policy: Policy): string {
  const members = groups.map((name) => {
    const principals = policy.groups[name] ?? [];
    const mentions = principals.map((id) => (isUserGroup(id) ? `<!subteam^${id}>` : person(id)));
    return `${escapeText(name)} (${mentions.join(', ')})`;
  });
  return clip(either(members), 1_500);
}

/** The post in the thread that tells the next stage that it is their turn. */
export function stageMessage(request: AccessRequest, stage: number, policy: Policy): Message {
  const from = request.stages[stage]?.from ?? [];
  const text = `${request.id} now waits for ${whoMay(from, policy)}. Decide on the message above.`;
  return { text, blocks: [section(text)] };
}
