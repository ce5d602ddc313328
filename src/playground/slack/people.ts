import { pressInMessage, sendCommand, useGlobalShortcut, useMessageShortcut } from './conversing.ts';
import { SlackClientError } from './errors.ts';
import { actInView, createHands, enterAllInView, type Hands, type Parts } from './hands.ts';
import { APP, freshId } from './identity.ts';
import { elementOnScreen } from './interactions.ts';
import { chooseInModal, clickInModal, closeModal, fillModal, submitModal } from './modals.ts';
import { eventEnvelope, viewPlace } from './payloads.ts';
import { suggest } from './suggestions.ts';
import type { Actor, Answer, ViewInHand, Which } from './types.ts';
import type { OpenView } from './views.ts';

/** What one person can do in Slack's client. */
export function createActor(userId: string, parts: Parts): Actor {
  const hands = createHands(userId, parts);
  hands.person();
  return {
    command: (text, place) => sendCommand(hands, text, place?.channel),
    globalShortcut: (callbackId) => useGlobalShortcut(hands, callbackId),
    messageShortcut: (message, callbackId) => useMessageShortcut(hands, message, callbackId),
    press: (message, actionId, which) => pressInMessage(hands, message, actionId, which),
    click: (actionId, which) => clickInModal(hands, actionId, which),
    choose: (actionId, value, blockId) => chooseInModal(hands, actionId, value, blockId),
    fill: (values) => fillModal(hands, values),
    suggest: (actionId, query, place) => suggest(hands, actionId, query, place),
    submit: (values) => submitModal(hands, values),
    close: () => closeModal(hands),
    openHome: () => openHome(hands),
    pressHome: (actionId, which) => pressHome(hands, actionId, which),
    get modal() {
      return inHand(parts.views.top(userId));
    },
    get modals() {
      return parts.views.stackOf(userId).flatMap((view) => inHand(view) ?? []);
    },
    get home() {
      return inHand(parts.views.homeOf(userId));
    },
    get ephemerals() {
      return parts.state.ephemeralsOf(userId);
    },
  };
}

async function openHome({ views, state, userId, deliveries, now }: Hands): Promise<Answer> {
  const home = views.homeOf(userId);
  const channel = state.directWith(userId).id;
  const event = { type: 'app_home_opened', user: userId, channel, tab: 'home', event_ts: state.nextTs() };
  const shown = home ? { view: viewPlace(home).view } : {};
  const payload = eventEnvelope({ ...event, ...shown }, freshId('Ev'), Math.floor(now() / 1000));
  return deliveries.deliver({ type: 'events_api', payload });
}

async function pressHome(hands: Hands, actionId: string, which?: Which): Promise<Answer> {
  const home = hands.views.homeOf(hands.userId);
  if (!home) throw new SlackClientError('not_on_screen', `${APP.name} has no Home tab for ${hands.userId}`);
  enterAllInView(hands, home, which?.state);
  return actInView(hands, home, elementOnScreen(home.view.blocks, actionId, which), which?.value);
}

/** What the person sees of a view, as it is at this moment. */
function inHand(open: OpenView | undefined): ViewInHand | undefined {
  if (!open) return undefined;
  const { id, hash, view, values, errors } = open;
  return structuredClone({ id, hash, view, values, errors });
}
