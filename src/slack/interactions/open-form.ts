import type { ModalView } from '@slack/types';
import type { TermsForm } from '../../domain/terms.ts';
import type { Policy } from '../../policy/schema.ts';
import type { Rounds } from '../views/scope-fields.ts';

/** A form that somebody has open: for which workspace, and how to draw it with what it holds. */
export type OpenForm = {
  workspace: string | undefined;
  draw(policy: Policy, typed: TermsForm, rounds: Rounds): ModalView;
};
