import type { Question } from '../domain/approval-records.ts';
import type { MessageKind } from '../domain/effects.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { readReminder } from '../domain/reminders.ts';
import { readTaskDetail } from '../domain/task-ref.ts';
import { type Rendered, type RenderFacts, toAdmins } from './rendered.ts';
import { adminTaskMessage, failureMessage } from './views/admin-task.ts';
import { approvalMessage, editedMessage, stageMessage, unstaffedMessage } from './views/approval.ts';
import type { Message } from './views/blocks.ts';
import { breakGlassMessage } from './views/break-glass.ts';
import { cardMessage } from './views/card.ts';
import { outcomeMessage } from './views/outcome.ts';
import { ownerMessage } from './views/owner.ts';
import { answerMessage, askedMessage, questionMessage } from './views/question.ts';
import { reminderMessage } from './views/reminder.ts';
import { revocationCard, revokedMessage } from './views/revocation.ts';

type About = { request: AccessRequest; detail: string; facts: RenderFacts };

const toApprovers = ({ policy }: RenderFacts, message: Message): Rendered => ({
  to: { channel: policy.channels.requests },
  message,
});
const inThread = (facts: RenderFacts, message: Message): Rendered => ({
  ...toApprovers(facts, message),
  threadOf: 'approval',
});

const questionIn = ({ request, detail }: About): Question | undefined => request.questions[Number(detail)];

/** Whether a request cleans up after a grant that was stopped before it was made, of which its requester has been told. */
const isOfStopped = ({ kind, requester }: AccessRequest, grant: Grant | undefined): boolean =>
  kind === 'revoke' && grant !== undefined && grant.clientId === undefined && grant.suspension?.told === requester;

const KINDS: Partial<Record<MessageKind, (about: About) => Rendered | undefined>> = {
  approval: ({ request, facts }) => toApprovers(facts, approvalMessage(request, facts.grant, facts.policy)),
  stage: ({ request, detail, facts }) => inThread(facts, stageMessage(request, detail, facts.policy)),
  edited: ({ request, facts }) => inThread(facts, editedMessage(request, facts.policy)),
  asked(about) {
    const question = questionIn(about);
    return question && inThread(about.facts, askedMessage(about.request, question));
  },
  answer(about) {
    const question = questionIn(about);
    return question && inThread(about.facts, answerMessage(about.request, question));
  },
  question(about) {
    const { request } = about;
    const question = questionIn(about);
    return question && { to: { person: request.requester }, message: questionMessage(request, question) };
  },
  reminder({ request, detail, facts }) {
    const reminder = readReminder(detail);
    return { to: { person: reminder.person }, message: reminderMessage(request, reminder, facts.policy, facts.now) };
  },
  owner({ request, detail, facts }) {
    const [asked = '', revision] = detail.split('.');
    return {
      to: { person: asked },
      message: ownerMessage(request, asked, Number(revision), facts.policy),
    };
  },
  unstaffed: ({ request, detail, facts }) => toAdmins(facts, unstaffedMessage(request, Number(detail.split('.')[1]))),
  'break-glass'({ request, detail, facts: { grant, policy } }) {
    const channel = detail === 'audit' ? policy.channels.audit : policy.channels.admin;
    if (channel === undefined || !request.breakGlass) return undefined;
    return { to: { channel }, message: breakGlassMessage(request, grant, policy) };
  },
  card({ request, facts: { grant, policy } }) {
    if (isOfStopped(request, grant)) return undefined;
    const message = request.kind === 'revoke' ? revocationCard(request, grant) : cardMessage(request, grant, policy);
    return { to: { person: request.requester }, message };
  },
  revoked: ({ request }) => ({ to: { person: request.owner }, message: revokedMessage(request) }),
  outcome: ({ request, detail, facts }) => ({
    to: { person: request.requester },
    message: outcomeMessage(request, detail, facts.grant),
    threadOf: 'card',
  }),
  'admin-task'({ request, detail, facts }) {
    const { grant, policy, workivaUrl } = facts;
    const task = readTaskDetail(detail);
    return task && toAdmins(facts, adminTaskMessage({ request, grant, policy, workivaUrl }, task.step, task.run));
  },
  failure: ({ request, detail, facts }) => toAdmins(facts, failureMessage(request, Number(detail), facts.policy)),
};

/** Renders a message about a request. Answers nothing where there is nothing to say. */
export function renderRequest(
  kind: MessageKind,
  detail: string,
  request: AccessRequest,
  facts: RenderFacts,
): Rendered | undefined {
  return KINDS[kind]?.({ request, detail, facts });
}
