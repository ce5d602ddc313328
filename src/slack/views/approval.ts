import type { KnownBlock } from '@slack/types';
import { openQuestion } from '../../domain/question.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { groupsOf, isDecidable, openStage } from '../../domain/stages.ts';
import { requestStands } from '../../domain/state-words.ts';
import { isUserGroup, type Policy } from '../../policy/schema.ts';
import { approvalLines, lessBlocks, resultBlocks, reviewWords, urgencyBlocks } from './approval-lines.ts';
import { actions, context, header, type Message, section } from './blocks.ts';
import { decisionButtons, whyButton } from './decision-buttons.ts';
import { replacesBlocks } from './replacement.ts';
import { againWords, restatedBlocks } from './restated.ts';
import { termsBlocks } from './terms.ts';
import { clip, either, escapeText, moment, person } from './text.ts';

/** The message in the requests channel: what is asked, why this rule, who may decide; then who decided, and when. */
export function approvalMessage(request: AccessRequest, grant: Grant | undefined, policy: Policy): Message {
  const what = request.kind === 'create' ? 'for a new Workiva API grant' : `to ${request.kind} ${request.grant}`;
  const owner = request.owner === request.requester ? '' : `, which is to be ${person(request.owner)}’s`;
  return {
    text: `${request.id}: ${person(request.requester)} asks ${what}, ${escapeText(request.terms.clientName)}. ${statusText(request)}`,
    blocks: [
      header(`${request.id} · ${request.terms.clientName}`),
      ...urgencyBlocks(request),
      section(`${person(request.requester)} asks ${what}${owner}.`),
      ...editedBlocks(request),
      ...restatedBlocks(request),
      ...lessBlocks(request),
      ...replacesBlocks(request),
      ...termsBlocks(request, policy),
      context(`*Rule:* ${escapeText(request.policy.rule)}. ${escapeText(request.policy.why)}`),
      ...approvalLines(request),
      ...standingBlocks(request, grant, policy),
    ],
  };
}

function statusText(request: AccessRequest): string {
  if (request.state === 'pending')
    return request.urgency === undefined ? 'It waits for approval.' : 'It waits for approval, and is urgent.';
  return isDecidable(request) ? 'It waits for approval after the fact.' : `It ${requestStands(request)}.`;
}

function standingBlocks(request: AccessRequest, grant: Grant | undefined, policy: Policy): KnownBlock[] {
  if (isDecidable(request)) return decisionBlocks(request, policy);
  if (request.state === 'awaiting_owner') {
    const waits = `*Waiting for ${person(request.owner)}* to accept that the grant will be theirs. Nobody can decide before.`;
    return [section(waits), actions(whyButton(request))];
  }
  return [...resultBlocks(request, grant), actions(whyButton(request))];
}

function editedBlocks({ edited }: AccessRequest): KnownBlock[] {
  if (!edited) return [];
  const dropped = edited.dropped.map(person).join(', ');
  const lost = dropped === '' ? '' : ` Approvals of ${dropped} no longer count.`;
  return [section(`:pencil2: *Changed* ${moment(edited.at)}.${lost}`)];
}

function decisionBlocks(request: AccessRequest, policy: Policy): KnownBlock[] {
  const standing = openStage(request);
  const stage = request.stages[standing?.stage ?? 0];
  if (!standing || !stage) return [];
  const approvals = standing.missing === 1 ? '1 approval' : `${standing.missing} approvals`;
  const which = request.stages.length > 1 ? ` (stage ${standing.stage + 1} of ${request.stages.length})` : '';
  const fact = request.breakGlass ? ' after the fact' : '';
  return [
    section(`*Waiting for ${approvals}*${fact}${which} from ${whoMay(stage.from, policy)}.${reviewWords(request)}`),
    ...escalationBlocks(stage, policy),
    ...questionBlocks(request),
    ...(request.confirm === 'totp' ? [context(CONFIRM)] : []),
    actions(...decisionButtons(request)),
  ];
}

const CONFIRM = ':key: *Approve* asks for a code of your authenticator app.';

function escalationBlocks({ from, escalated }: AccessRequest['stages'][number], policy: Policy): KnownBlock[] {
  const added = escalated?.to.filter((group) => !from.includes(group)) ?? [];
  if (!escalated || added.length === 0) return [];
  return [section(`:bell: *Also asked* since ${moment(escalated.at)}: ${whoMay(added, policy)}.`)];
}

function questionBlocks(request: AccessRequest): KnownBlock[] {
  const question = openQuestion(request);
  if (!question) return [];
  return [
    section(
      `:speech_balloon: *Waiting for an answer* to ${person(question.by)}, who asked ${moment(question.at)}; the question is in the thread. You can decide all the same.`,
    ),
  ];
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

/** The post in the thread that tells a stage that it is their turn, and why it is theirs again where it is. */
export function stageMessage(request: AccessRequest, detail: string, policy: Policy): Message {
  const [stage, , why] = detail.split('.');
  const open = request.stages[Number(stage)];
  const from = open ? groupsOf(open) : [];
  const whom = whoMay(from, policy);
  const reviewBy = request.breakGlass?.reviewBy;
  const text =
    why === 'review' && reviewBy !== undefined
      ? `${request.id} broke glass: it is carried out already, and nobody has approved it. It still waits for ${whom}. Unless it is approved by ${moment(reviewBy)}, it is suspended by itself. Decide on the message above.`
      : `${againWords(why)}${request.id} now waits for ${whom}. Decide on the message above.`;
  return { text, blocks: [section(text)] };
}

/** The post in the thread that asks those who may decide to look again. */
export function editedMessage(request: AccessRequest, policy: Policy): Message {
  const from = openStage(request)?.from ?? [];
  const dropped = request.edited?.dropped ?? [];
  const lost =
    dropped.length === 0 ? '' : ` Approvals given before no longer count: ${dropped.map(person).join(', ')}.`;
  const waits = from.length === 0 ? '' : ` It waits for ${whoMay(from, policy)}: look at the message above again.`;
  const text = `${person(request.requester)} has changed ${request.id}.${lost}${waits}`;
  return { text, blocks: [section(text)] };
}

/** Tells the operators that a stage had too few people who may decide. */
export function unstaffedMessage(request: AccessRequest, stage: number): Message {
  const { from = [], escalated } = request.stages[stage] ?? {};
  const text = `Stage ${stage + 1} of ${request.id} has too few people who may decide in ${either(from.map(escapeText))}. It went to ${either((escalated?.to ?? []).map(escapeText))} as well. Add people to the group in the policy or in Slack.`;
  return { text, blocks: [section(`:warning: ${text}`)] };
}
