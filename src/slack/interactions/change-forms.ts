import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { sameUsername } from '../../domain/change.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { TermsForm } from '../../domain/terms.ts';
import type { Refused } from '../../domain/transition.ts';
import { IDS } from '../ids.ts';
import { changeable } from '../use-cases/change.ts';
import { grantNamed, noGrant, requestNamed } from '../use-cases/find.ts';
import { policyFor } from '../use-cases/offered.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { changeForm } from '../views/change-form.ts';
import { metadataOf } from './form-metadata.ts';
import type { OpenForm } from './open-form.ts';

/** The form to change a grant, filled in with what it is; or why there is none. */
export async function changeFormFor(grantId: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const grant = await changeable(grantId, by, parts);
  if ('ok' in grant) return grant;
  return changeForm(grant, await policyFor(grant.terms.workspace, parts), parts.clock.now());
}

/** The form filled in with what a request asked for: to edit it, or to ask for the same again; or why there is none. */
export async function changeFormOf(
  note: { kind: 'edit' | 'again'; request: AccessRequest },
  typed: TermsForm,
  by: string,
  parts: HandlerParts,
): Promise<ModalView | Refused> {
  const { grant: id = '' } = note.request;
  const grant =
    note.kind === 'edit' ? ((await grantNamed(id, parts.store)) ?? noGrant(id)) : await changeable(id, by, parts);
  if ('ok' in grant) return grant;
  // The grant's own user is there by now, also where it was new once.
  const { previous, terms } = note.request;
  const asked: TermsForm = previous && sameUsername(previous, terms) ? { ...typed, userKind: 'existing' } : typed;
  return changeForm(grant, await policyFor(grant.terms.workspace, parts), parts.clock.now(), { typed: asked, note });
}

/** The form to change a grant that somebody has open; nothing where it is another. */
export async function sameChangeForm(open: ViewOutput, { store, clock }: HandlerParts): Promise<OpenForm | undefined> {
  const about = metadataOf(open);
  const request = await requestNamed(about.request ?? '', store);
  if (open.callback_id !== IDS.grant.submitChange && request?.kind !== 'change') return undefined;
  const grant = await grantNamed(about.grant ?? request?.grant ?? '', store);
  if (!grant) return undefined;
  const note = request && ({ kind: open.callback_id === IDS.request.submitEdit ? 'edit' : 'again', request } as const);
  const now = clock.now();
  return {
    workspace: grant.terms.workspace,
    draw: (policy, typed, rounds) => changeForm(grant, policy, now, { typed, rounds, ...(note ? { note } : {}) }),
  };
}
