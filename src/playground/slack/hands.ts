import type { Deliveries } from './deliveries.ts';
import type { Placed } from './forms.ts';
import { actionOutput } from './interactions.ts';
import type { Json } from './json.ts';
import { envelope, viewPlace } from './payloads.ts';
import type { State } from './state.ts';
import type { ResponseUrls, Triggers } from './tickets.ts';
import type { Answer, Person, Which } from './types.ts';
import type { OpenView, Views } from './views.ts';

/** What a person's doings work on. */
export type Parts = {
  state: State;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  deliveries: Deliveries;
  now(): number;
};

/** One person at the screen. */
export type Hands = Parts & {
  userId: string;
  person(): Person;
  interact(payload: Json): Promise<Answer>;
  /** What the app offered for external selects, by view, block and element. */
  offered: Map<string, Json[]>;
};

export function createHands(userId: string, parts: Parts): Hands {
  return {
    ...parts,
    userId,
    offered: new Map(),
    person() {
      const found = parts.state.people.get(userId);
      if (!found || found.deleted)
        throw new Error(`${userId} is not a person of the workspace${found ? ' any more' : ''}.`);
      return found;
    },
    interact: (payload) => parts.deliveries.deliver({ type: 'interactive', payload }),
  };
}

/** What the app offered for an external select. */
export function offeredFor(hands: Hands, open: OpenView, { blockId, actionId }: Placed): Json[] {
  return hands.offered.get(`${open.id} ${blockId} ${actionId}`) ?? [];
}

/** Tells the app that somebody used an element of a modal or Home tab. */
export function actInView(hands: Hands, open: OpenView, placed: Placed, value: Which['value']): Promise<Answer> {
  const { userId, state, triggers } = hands;
  const root = open.view.type === 'modal' ? { rootViewId: open.rootId } : {};
  const actions = [actionOutput(placed, state.nextTs(), value, offeredFor(hands, open, placed))];
  const trigger_id = triggers.issue({ userId, ...root });
  return hands.interact({ ...envelope('block_actions', hands.person()), trigger_id, ...viewPlace(open), actions });
}
