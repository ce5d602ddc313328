import type { App, ViewOutput, ViewResponseAction } from '@slack/bolt';
import { reducible } from '../../domain/less.ts';
import { readRequestRef } from '../../domain/request-ref.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import { answering, faultsAction, modalAnswer, openModal, refusalAction, UNAVAILABLE } from '../answer.ts';
import { chosen, inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { approveRequest, approveWithLess, decidable, denyRequest, withdrawRequest } from '../use-cases/decide.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { codeModal, denialModal, lessModal } from '../views/decision-modals.ts';
import { onPress, type Press } from './press.ts';

/** Handles Approve, Approve with less, Deny and Withdraw. */
export function registerDecision(app: App, parts: HandlerParts): void {
  const { log } = parts;

  onPress(app, IDS.request.approve, (press) => answering(press.respond, log, () => approvePressed(press, parts)));
  onPress(app, IDS.request.approveLess, (press) => answering(press.respond, log, () => askHowMuch(press, parts)));
  onPress(app, IDS.request.withdraw, ({ by, value, respond }) =>
    answering(respond, log, () => withdrawRequest(value, by, parts)),
  );
  onPress(app, IDS.request.deny, ({ by, value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const request = await decidable(readRequestRef(value), by, parts);
      if ('ok' in request) return request;
      await openModal(client, triggerId, denialModal(value, request.id), respond, log);
      return undefined;
    }),
  );

  app.view(IDS.request.submitCode, async ({ ack, body, view }) => {
    const code = inputValue(view.state.values, 'code');
    const ref = readRequestRef(view.private_metadata);
    await ack(await modalAnswer('code', log, () => approveRequest(ref, body.user.id, code, parts)));
  });
  app.view(IDS.request.submitLess, async ({ ack, body, view }) => {
    await ack(await lessAnswer(view, body.user.id, parts));
  });
  app.view(IDS.request.confirmDenial, async ({ ack, body, view }) => {
    const reason = inputValue(view.state.values, 'reason') ?? '';
    const ref = readRequestRef(view.private_metadata);
    await ack(await modalAnswer('reason', log, () => denyRequest(ref, body.user.id, reason, parts)));
  });
}

/** Approves at once, or asks for the code that it needs. */
async function approvePressed({ by, value, respond, client, triggerId }: Press, parts: HandlerParts) {
  const ref = readRequestRef(value);
  const outcome = await approveRequest(ref, by, undefined, parts);
  if (outcome.ok || outcome.refusal.code !== 'code_needed') return outcome;
  const request = await decidable(ref, by, parts);
  if ('ok' in request) return request;
  await openModal(client, triggerId, codeModal({ request, value, by }), respond, parts.log);
  return undefined;
}

async function askHowMuch(
  { by, value, respond, client, triggerId }: Press,
  parts: HandlerParts,
): Promise<Refused | undefined> {
  const request = await decidable(readRequestRef(value), by, parts);
  if ('ok' in request) return request;
  if (request.breakGlass) {
    return refused(
      'not_open',
      `${request.id} is carried out already. Approve it as it is, or deny it to stop the grant.`,
    );
  }
  if (reducible(request).length === 0) {
    return refused('not_less', `Nothing of ${request.id} can be less: approve it as it is, or deny it.`);
  }
  const view = lessModal({ request, value, by }, parts.policy().policy);
  await openModal(client, triggerId, view, respond, parts.log);
  return undefined;
}

/** Approves what the modal holds. A renewal's modal shows no scopes and no addresses, and they stay as they are. */
async function lessAnswer(view: ViewOutput, by: string, parts: HandlerParts): Promise<ViewResponseAction | undefined> {
  const { values } = view.state;
  const less = {
    scopes: chosen(values, 'scopes'),
    expires: inputValue(values, 'expires'),
    ipRestrictions: inputValue(values, 'ipRestrictions') ?? '',
  };
  try {
    const ref = readRequestRef(view.private_metadata);
    const outcome = await approveWithLess(ref, by, less, inputValue(values, 'code'), parts);
    if (outcome.ok) return undefined;
    if ('faults' in outcome) return faultsAction(outcome.faults);
    return refusalAction(outcome.refusal, 'code' in values ? 'code' : undefined);
  } catch (err) {
    parts.log.error({ err }, 'A request could not be approved with less');
    return faultsAction([{ field: 'expires', sentence: UNAVAILABLE }]);
  }
}
