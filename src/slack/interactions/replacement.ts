import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { AccessRequest } from '../../domain/records.ts';
import type { TermsForm } from '../../domain/terms.ts';
import type { Refused } from '../../domain/transition.ts';
import { answering } from '../answer.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { grantNamed, noGrant } from '../use-cases/find.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { confirmRunsOnNew, fileReplacementRequest, freeName, replaceable } from '../use-cases/replacement.ts';
import { replacementForm } from '../views/replacement.ts';
import { metadataOf } from './form-metadata.ts';
import { openOnPress } from './opening.ts';
import { onPress } from './press.ts';
import { formAnswer } from './request-form.ts';

/** Handles Replace with its form, and the owner's word that the integration runs on the new grant. */
export function registerReplacement(app: App, parts: HandlerParts): void {
  const { log } = parts;
  openOnPress(app, IDS.grant.replace, replacementFormFor, parts);
  onPress(app, IDS.grant.runsOnNew, ({ by, value, respond }) =>
    answering(respond, log, () => confirmRunsOnNew(value, by, parts)),
  );

  app.view(IDS.grant.submitReplacement, async ({ ack, body, view }) => {
    const form = readTermsForm(view.state.values);
    const sender = { by: body.user.id, viewId: view.id };
    const file = () => fileReplacementRequest(form, metadataOf(view).grant ?? '', sender, parts);
    await ack(await formAnswer(log, file));
  });
}

/** The form to replace a grant, or why there is none. */
export async function replacementFormFor(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const found = await replaceable(id, by, parts);
  if ('ok' in found) return found;
  const { grant } = found;
  const clientName = await freeName(grant.terms.clientName, parts.store);
  return replacementForm(grant, parts.policy().policy, parts.clock.now(), { typed: { clientName } });
}

/** The form filled in with what a request asked for: to edit it, or to ask for the same again; or why there is none. */
export async function replacementFormOf(
  note: { kind: 'edit' | 'again'; request: AccessRequest },
  typed: TermsForm,
  by: string,
  parts: HandlerParts,
): Promise<ModalView | Refused> {
  const { replaces: id = '' } = note.request;
  const again = note.kind === 'again' ? await replaceable(id, by, parts) : undefined;
  if (again && 'ok' in again) return again;
  const grant = again?.grant ?? (await grantNamed(id, parts.store));
  return grant ? replacementForm(grant, parts.policy().policy, parts.clock.now(), { typed, note }) : noGrant(id);
}
