import type { App, BlockAction, ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { rolesOffered } from '../../domain/workspace-roles.ts';
import type { Policy } from '../../policy/schema.ts';
import type { Store } from '../../store/store.ts';
import { slackFault } from '../faults.ts';
import { IDS } from '../ids.ts';
import { grantNamed, requestNamed } from '../use-cases/find.ts';
import { policyFor, policyKnownFor } from '../use-cases/offered.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import type { FormNote } from '../views/form-note.ts';
import { breakGlassForm, requestForm } from '../views/request-form.ts';
import { sameChangeForm } from './change-forms.ts';
import { metadataOf } from './form-metadata.ts';
import { isLatest, noteChoice } from './latest-choice.ts';
import type { OpenForm } from './open-form.ts';
import { refilled, type Standing, standingOf } from './refill.ts';

/** The scopes of any round. */
const SCOPES = new RegExp(`^${IDS.form.scopes.replaceAll('.', '\\.')}(\\.|$)`);

/** How long, in ms, a form that is open already waits for what Workiva says of its workspace. */
const LATER_MS = 20_000;

/** Handles the choices in a form that other fields follow. */
export function registerFormChoices(app: App, parts: HandlerParts): void {
  for (const choice of [IDS.form.workspace, IDS.form.userKind, IDS.form.tasks, SCOPES]) {
    app.action<BlockAction>(choice, async ({ ack, body, client }) => {
      await ack();
      await showChoice(body, client, parts);
    });
  }
}

/**
 * Shows what follows from a choice. What was typed stays, because the fields keep their ids; scopes and roles that are
 * proposed anew get others. Roles that Workiva has yet to name come in a second step.
 */
async function showChoice({ view: open, actions }: BlockAction, client: WebClient, parts: HandlerParts): Promise<void> {
  const [action] = actions;
  if (!open || !action) return;
  const choice = { view: open.id, at: action.action_ts };
  await noteChoice(choice, parts.store);
  const { workspace, draw } = await formIn(open, parts);
  const known = policyKnownFor(workspace, parts);
  const drawn = ({ typed, rounds }: Standing, policy: Policy) => draw(policy, typed, rounds);
  const first = refilled(standingOf(open), known, action.action_ts);
  const isForced = async () => action.action_id !== IDS.form.workspace && (await isLatest(choice, parts.store));
  const hash = await update(client, open.id, drawn(first, known), open.hash, isForced);

  const learned = await policyFor(workspace, parts, LATER_MS);
  if (hash === undefined || rolesOffered(learned).join('\n') === rolesOffered(known).join('\n')) return;
  const second = refilled(first, learned, `${action.action_ts}.2`);
  await update(client, open.id, drawn(second, learned), hash, async () => false);
}

/**
 * Draws an open form anew, and answers its new hash. The form may have changed since, through another choice: what
 * follows from this one is shown all the same where it is forced, as only the latest is; a suggestion waits, and nothing
 * is answered. Nor is it where the form has been closed or sent meanwhile.
 */
async function update(
  client: WebClient,
  view_id: string,
  view: ModalView,
  hash: string | undefined,
  isForced: () => Promise<boolean>,
): Promise<string | undefined> {
  try {
    const answer = await client.views.update({ view_id, view, ...(hash === undefined ? {} : { hash }) });
    return answer.view?.hash;
  } catch (error) {
    const code = slackFault(error, '')?.code;
    if (code !== 'hash_conflict' && code !== 'not_found') throw error;
    const again = code === 'hash_conflict' && (await isForced());
    return again ? update(client, view_id, view, undefined, async () => false) : undefined;
  }
}

async function formIn(open: ViewOutput, parts: HandlerParts): Promise<OpenForm> {
  const now = parts.clock.now();
  const { workspace } = standingOf(open).typed;
  if (open.callback_id === IDS.request.submitBreakGlass) {
    return { workspace, draw: (policy, typed, rounds) => breakGlassForm(policy, now, typed, rounds) };
  }
  const change = await sameChangeForm(open, parts);
  if (change) return change;
  const note = await noteOf(open, parts.store);
  return {
    workspace,
    draw: (policy, typed, rounds) => requestForm(policy, now, { typed, rounds, ...(note ? { note } : {}) }),
  };
}

/** Why an open form was filled in, where it was. */
async function noteOf(open: ViewOutput, store: Store): Promise<FormNote | undefined> {
  const about = metadataOf(open);
  const [request, grant] = await Promise.all([
    requestNamed(about.request ?? '', store),
    grantNamed(about.grant ?? '', store),
  ]);
  if (grant) return { kind: 'expired', grant };
  return request && { kind: open.callback_id === IDS.request.submitEdit ? 'edit' : 'again', request };
}
