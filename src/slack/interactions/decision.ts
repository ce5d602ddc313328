import type { App } from '@slack/bolt';
import { answering, modalAnswer, openModal } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { approveRequest, denyRequest, mayDecide, withdrawRequest } from '../use-cases/decide.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { reasonModal } from '../views/admin-task.ts';
import { onPress } from './press.ts';

/** Handles Approve, Deny and Withdraw. */
export function registerDecision(app: App, parts: HandlerParts): void {
  const { log } = parts;

  onPress(app, IDS.request.approve, ({ by, value, respond }) =>
    answering(respond, log, () => approveRequest(value, by, parts)),
  );
  onPress(app, IDS.request.withdraw, ({ by, value, respond }) =>
    answering(respond, log, () => withdrawRequest(value, by, parts)),
  );

  onPress(app, IDS.request.deny, ({ by, value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const no = await mayDecide(value, by, parts);
      if (no) return no;
      await openModal(client, triggerId, denialModal(value), respond, log);
      return undefined;
    }),
  );

  app.view(IDS.request.confirmDenial, async ({ ack, body, view }) => {
    const reason = inputValue(view.state.values, 'reason') ?? '';
    await ack(await modalAnswer('reason', log, () => denyRequest(view.private_metadata, body.user.id, reason, parts)));
  });
}

const denialModal = (id: string) =>
  reasonModal(IDS.request.confirmDenial, id, {
    title: `Deny ${id}`,
    label: 'Why it is denied',
    hint: 'The requester reads this, so say what would have to change.',
    submit: 'Deny',
  });
