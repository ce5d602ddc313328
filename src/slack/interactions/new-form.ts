import type { ModalView } from '@slack/types';
import type { FilingParts } from '../use-cases/parts.ts';
import { breakGlassForm, requestForm } from '../views/request-form.ts';

type Opening = Pick<FilingParts, 'policy' | 'clock' | 'workspaceRoles'>;

/** The form to request a grant, as it opens. The roles of the workspaces are learned meanwhile. */
export function newRequestForm(requester: string, parts: Opening): ModalView {
  const { policy } = parts.policy();
  parts.workspaceRoles.prefetch(policy.workspaces);
  return requestForm(policy, parts.clock.now(), { requester });
}

/** The form to start a short-lived request without waiting, as it opens. */
export function newBreakGlassForm(parts: Opening): ModalView {
  const { policy } = parts.policy();
  parts.workspaceRoles.prefetch(policy.workspaces);
  return breakGlassForm(policy, parts.clock.now());
}
