import type { App, BlockAction, PlainTextInputAction, UsersSelectAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { looksLikeSecret, SECRET_ADVICE } from '../../domain/secret-guard.ts';
import { openModal, tell } from '../answer.ts';
import { openHome, refreshHome } from '../home-tab.ts';
import { IDS } from '../ids.ts';
import type { HomeParts } from '../use-cases/home.ts';
import { FIRST_PAGES, type HomePlace, keepPlace, keptPlace, lookingFor, turned } from '../use-cases/home-place.ts';
import type { FilingParts } from '../use-cases/parts.ts';
import { newRequestForm } from './new-form.ts';
import { inModal, onPress } from './press.ts';

/** Handles the Home tab: opening it, turning its pages, searching; and keeps it up to date after all its person does. */
export function registerHome(app: App, parts: HomeParts & Pick<FilingParts, 'workspaceRoles'>): void {
  const { log } = parts;

  app.event('app_home_opened', async ({ event: { tab, user }, client }) => {
    if (tab === 'home') await openHome(user, client, parts);
  });

  app.use(async ({ body, client, next }) => {
    try {
      await next();
    } finally {
      const act = Act.safeParse(body);
      if (act.success) await followUp(act.data, client, parts);
    }
  });

  onPress(app, IDS.home.request, ({ by, client, triggerId, respond }) =>
    openModal(client, triggerId, newRequestForm(by, parts), respond, log),
  );
  onPress(app, IDS.home.previous, ({ by, value }) => move(by, (place) => turned(place, value), parts));
  onPress(app, IDS.home.next, ({ by, value }) => move(by, (place) => turned(place, value), parts));
  onPress(app, IDS.home.clear, ({ by }) => move(by, (place) => lookingFor(place, ''), parts));
  app.action<BlockAction<PlainTextInputAction>>(IDS.home.search, async ({ ack, body, action, client }) => {
    await ack();
    const text = action.value ?? '';
    if (looksLikeSecret(text)) return tell(inModal(client, body.trigger_id), SECRET_ADVICE);
    await move(body.user.id, (place) => lookingFor(place, text), parts);
  });
  app.action<BlockAction<UsersSelectAction>>(IDS.home.owner, async ({ ack, body, action }) => {
    await ack();
    await move(body.user.id, (place) => lookingFor(place, action.selected_user ?? ''), parts);
  });
}

const User = z.object({ id: z.string() });

/** What somebody does, as far as their Home tab has to follow it. */
const Act = z.discriminatedUnion('type', [
  z.object({ type: z.literal('block_actions'), user: User, view: z.object({ type: z.string() }).optional() }),
  z.object({ type: z.literal('view_submission'), user: User }),
]);

/** Publishes the Home tab anew after what its person did in it, or elsewhere while they have it open. */
async function followUp(act: z.infer<typeof Act>, client: WebClient, parts: HomeParts): Promise<void> {
  const where = act.type === 'block_actions' ? act.view?.type : undefined;
  if (where !== 'modal') await refreshHome(act.user.id, client, parts, where === 'home' ? FIRST_PAGES : undefined);
}

async function move(person: string, to: (place: HomePlace) => HomePlace, parts: HomeParts): Promise<void> {
  try {
    await keepPlace(person, to((await keptPlace(person, parts)) ?? FIRST_PAGES), parts);
  } catch (err) {
    parts.log.error({ err }, 'A page of a Home tab could not be turned');
  }
}
