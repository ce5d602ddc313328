import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { mayNotEdit } from '../../domain/edit.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { canAskAgain } from '../../domain/request-end.ts';
import { requestStands } from '../../domain/state-words.ts';
import { formOf, type TermsForm } from '../../domain/terms.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import { answering, openModal } from '../answer.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileEdit, renewable } from '../use-cases/file-request.ts';
import { grantNamed, noGrant, noRequest, requestNamed } from '../use-cases/find.ts';
import { policyFor } from '../use-cases/offered.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { renewalForm } from '../views/renewal-form.ts';
import { requestForm } from '../views/request-form.ts';
import { changeFormOf } from './change-forms.ts';
import { metadataOf } from './form-metadata.ts';
import { onPress, type Press } from './press.ts';
import { replacementFormOf } from './replacement.ts';
import { formAnswer } from './request-form.ts';

/** Handles Edit, Ask again, and the submission of an edit. */
export function registerEdit(app: App, parts: HandlerParts): void {
  const { log } = parts;
  const opening = (form: (id: string, by: string, parts: HandlerParts) => Promise<ModalView | Refused>) => {
    return ({ by, value, respond, client, triggerId }: Press) =>
      answering(respond, log, async () => {
        const view = await form(value, by, parts);
        if ('ok' in view) return view;
        await openModal(client, triggerId, view, respond, log);
        return undefined;
      });
  };
  onPress(app, IDS.request.edit, opening(editForm));
  onPress(app, IDS.request.askAgain, opening(askAgainForm));

  app.view(IDS.request.submitEdit, async ({ ack, body, view }) => {
    const form = readTermsForm(view.state.values);
    const sender = { by: body.user.id, viewId: view.id };
    await ack(await formAnswer(log, async () => fileEdit(form, metadataOf(view).request ?? '', sender, parts)));
  });
}

/** The form that changes a request, filled in; or why there is none. */
export async function editForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const request = await requestNamed(id, parts.store);
  if (!request) return noRequest(id);
  const no = mayNotEdit(request, by);
  if (no) return no;
  const note = { kind: 'edit' as const, request };
  const [now, { policy }, typed] = [parts.clock.now(), parts.policy(), await askedIn(request, parts)];
  if (request.replaces !== undefined) return replacementFormOf(note, typed, by, parts);
  if (request.kind === 'create') return requestForm(await policyFor(typed.workspace, parts), now, { typed, note });
  if (request.kind === 'change') return changeFormOf(note, typed, by, parts);
  const grant = await grantNamed(request.grant ?? '', parts.store);
  return grant ? renewalForm(grant, policy, now, { typed, note }) : noGrant(request.grant ?? '');
}

/** The form that asks anew for what a request asked for that came to nothing; or why there is none. */
async function askAgainForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const request = await requestNamed(id, parts.store);
  if (!request) return noRequest(id);
  if (by !== request.requester) {
    return refused('not_yours', `Only <@${request.requester}>, who asked, can ask again for ${id}.`);
  }
  if (!canAskAgain(request)) {
    return refused('not_open', `${id} ${requestStands(request)}, so there is no need to ask again.`);
  }
  const note = { kind: 'again' as const, request };
  const [now, { policy }, typed] = [parts.clock.now(), parts.policy(), await askedIn(request, parts)];
  if (request.replaces !== undefined) return replacementFormOf(note, typed, by, parts);
  if (request.kind === 'create') return requestForm(await policyFor(typed.workspace, parts), now, { typed, note });
  if (request.kind === 'change') return changeFormOf(note, typed, by, parts);
  const grant = await renewable(request.grant ?? '', by, parts);
  return 'ok' in grant ? grant : renewalForm(grant, policy, now, { typed, note });
}

/** What was asked for, as it was typed; an owner who has left is not proposed again. */
async function askedIn(request: AccessRequest, { directory, policy }: HandlerParts): Promise<TermsForm> {
  const { requester, owner, urgency } = request;
  const isThere = owner === requester || (await directory.takingPart([owner], policy().policy)).includes(owner);
  return formOf(request.asked ?? request.terms, { owner: isThere ? owner : requester, urgency });
}
