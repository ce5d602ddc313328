import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { formOf } from '../../domain/terms.ts';
import type { Refused } from '../../domain/transition.ts';
import { removesUsers } from '../../policy/schema.ts';
import { modalAnswer } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { policyFor } from '../use-cases/offered.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { requestableAgain, revocable, revokeGrant } from '../use-cases/revocation.ts';
import { requestForm } from '../views/request-form.ts';
import { revocationModal } from '../views/revocation.ts';
import { openOnPress } from './opening.ts';

/** Handles Revoke and its modal, and Request it again of a grant that has expired. */
export function registerRevocation(app: App, parts: HandlerParts): void {
  openOnPress(app, IDS.revocation.ask, revocationForm, parts);
  openOnPress(app, IDS.grant.requestAgain, expiredForm, parts);

  app.view(IDS.revocation.submit, async ({ ack, body, view }) => {
    const reason = inputValue(view.state.values, 'reason') ?? '';
    const by = body.user.id;
    await ack(await modalAnswer('reason', parts.log, () => revokeGrant(view.private_metadata, by, reason, parts)));
  });
}

/** The modal to revoke a grant, or why there is none. */
export async function revocationForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const found = await revocable(id, by, parts);
  if ('ok' in found) return found;
  return revocationModal(found.grant, found.others, removesUsers(parts.policy().policy));
}

/** The request form, filled in with what a grant was that has expired; or why there is none. */
async function expiredForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const found = await requestableAgain(id, by, parts);
  if ('ok' in found) return found;
  const { grant, userKind } = found;
  const policy = await policyFor(grant.terms.workspace, parts);
  const { expires: _past, ...typed } = formOf(grant.terms, { owner: by });
  return requestForm(policy, parts.clock.now(), { typed: { ...typed, userKind }, note: { kind: 'expired', grant } });
}
