import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { ReviewAnswer } from '../../domain/review-records.ts';
import type { Transition } from '../../domain/transition.ts';
import { answering, openModal, UNAVAILABLE } from '../answer.ts';
import { IDS } from '../ids.ts';
import { grantNamed } from '../use-cases/find.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { answerGrant, mayNotRead, type ReviewPlace, reviewPage } from '../use-cases/review.ts';
import { reviewModal } from '../views/review.ts';
import { changeFormFor } from './change-forms.ts';
import { onPress, type Press } from './press.ts';

const ANSWERS = {
  [IDS.review.keep]: 'keep',
  [IDS.review.narrow]: 'narrow',
  [IDS.review.revoke]: 'revoke',
} as const satisfies Record<string, ReviewAnswer>;

/** Handles what reviewers press: in their message, or in the modal with all of their grants. */
export function registerReview(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.review.open, (press) => answering(press.respond, log, () => open(press, parts)));

  for (const choice of [IDS.review.previous, IDS.review.next]) {
    app.action<BlockAction<ButtonAction>>(choice, async ({ ack, body, action, client }) => {
      await ack();
      const sight = { parts, client, viewId: body.view?.id ?? '', by: body.user.id };
      await showPage(placeOf(action.value ?? ''), sight);
    });
  }

  for (const choice of [IDS.review.keep, IDS.review.narrow, IDS.review.revoke]) {
    app.action<BlockAction<ButtonAction>>(choice, async ({ ack, body, action, respond, client }) => {
      await ack();
      const [part = '', grant = ''] = (action.value ?? '').split(' ');
      const given = { part, grant, answer: ANSWERS[choice], by: body.user.id };
      const take = () => takeAnswer(given, (view) => openModal(client, body.trigger_id, view, respond, log), parts);
      if (!body.view) return answering(respond, log, take);
      const sight = { parts, client, viewId: body.view.id, by: body.user.id };
      await inModal(placeOf(body.view.private_metadata), sight, take);
    });
  }
}

type Given = { part: string; grant: string; answer: ReviewAnswer; by: string };

/** Takes an answer. An owner who wants less gets the form for it at once. */
async function takeAnswer(
  { by, ...given }: Given,
  open: (view: ModalView) => Promise<void>,
  parts: HandlerParts,
): Promise<Transition> {
  const taken = await answerGrant(given, by, parts);
  const isOwners = given.answer === 'narrow' && (await grantNamed(given.grant, parts.store))?.owner === by;
  if (!taken.ok || !isOwners) return taken;
  const form = await changeFormFor(given.grant, by, parts);
  if ('ok' in form) return form;
  await open(form);
  return taken;
}

/** A modal that shows a page, and who looks at it. */
type Sight = { parts: HandlerParts; client: WebClient; viewId: string; by: string };

async function open({ by, value, triggerId, respond, client }: Press, parts: HandlerParts) {
  const place = placeOf(value);
  const no = await mayNotRead(place, by, parts);
  if (no) return no;
  const facts = await reviewPage(place, parts.store);
  if (facts) {
    const view = reviewModal(facts, parts.clock.now());
    await openModal(client, triggerId, view, respond, parts.log);
  }
  return undefined;
}

/** Takes an answer, then shows the page as it is; why it could not be taken, on top of it. */
async function inModal(place: ReviewPlace, sight: Sight, take: () => Promise<Transition>): Promise<void> {
  const notice = await take().then(
    (outcome) => (outcome.ok ? undefined : outcome.refusal.sentence),
    (err: unknown) => {
      sight.parts.log.error({ err }, 'An answer in a review could not be taken');
      return UNAVAILABLE;
    },
  );
  await showPage(place, sight, notice);
}

async function showPage(place: ReviewPlace, { parts, client, viewId, by }: Sight, notice?: string) {
  try {
    if (await mayNotRead(place, by, parts)) return;
    const facts = await reviewPage(place, parts.store);
    if (!facts) return;
    const view = reviewModal(facts, parts.clock.now(), notice);
    await client.views.update({ view_id: viewId, view });
  } catch (err) {
    parts.log.warn({ err }, 'A page of a review could not be shown; what was answered counts');
  }
}

/** The page that a button or a modal carries, which may be anything. */
function placeOf(value: string): ReviewPlace {
  const [review = '', reader = '', page] = value.split(' ');
  return { review, reader, page: Math.max(0, Math.trunc(Number(page) || 0)) };
}
