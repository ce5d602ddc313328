import type { Deliveries } from './deliveries.ts';
import { entered, isOnOffer, isStateful, type Placed } from './forms.ts';
import { actionOutput, entriesOnScreen } from './interactions.ts';
import type { Json } from './json.ts';
import { envelope, viewPlace } from './payloads.ts';
import type { State } from './state.ts';
import type { ResponseUrls, Triggers } from './tickets.ts';
import type { Answer, Entries, Person, Which } from './types.ts';
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
  /** What the app has offered for external selects, by surface, block and element. */
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

/** What the app has offered for an external select; `surface` is the id of a view, or the `ts` of a message. */
export function offeredFor(hands: Hands, surface: string, { blockId, actionId }: Placed): Json[] {
  return hands.offered.get(`${surface} ${blockId} ${actionId}`) ?? [];
}

/** Notes what the app offers for an external select; what it offered before can still be chosen. */
export function noteOffer(hands: Hands, surface: string, placed: Placed, options: readonly Json[]): void {
  const before = offeredFor(hands, surface, placed).filter((old) => !options.some(({ value }) => value === old.value));
  hands.offered.set(`${surface} ${placed.blockId} ${placed.actionId}`, [...options, ...before]);
}

/** Notes what somebody typed or chose in a modal or Home tab. */
export function enterInView(hands: Hands, open: OpenView, placed: Placed, value: string | readonly string[]): void {
  const entry = entered(placed, value, offeredFor(hands, open.id, placed));
  hands.views.enter(open, placed.blockId, placed.actionId, entry);
}

/** Notes what stands in the fields of a modal or Home tab; of fields that have gone nothing is noted. */
export function enterAllInView(hands: Hands, open: OpenView, entries: Entries = {}): void {
  for (const [placed, value] of entriesOnScreen(open.view.blocks, entries)) {
    if (isOnOffer(placed, value, offeredFor(hands, open.id, placed))) enterInView(hands, open, placed, value);
  }
}

/** Tells the app that somebody used an element of a modal or Home tab. */
export function actInView(hands: Hands, open: OpenView, placed: Placed, value: Which['value']): Promise<Answer> {
  const { userId, state, triggers } = hands;
  const root = open.view.type === 'modal' ? { rootViewId: open.rootId } : {};
  if (isStateful(placed)) enterInView(hands, open, placed, value ?? '');
  const actions = [actionOutput(placed, state.nextTs(), value, offeredFor(hands, open.id, placed))];
  const trigger_id = triggers.issue({ userId, ...root });
  return hands.interact({ ...envelope('block_actions', hands.person()), trigger_id, ...viewPlace(open), actions });
}
