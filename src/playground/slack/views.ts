import type { types as slack, ViewStateValue } from '@slack/bolt';
import { ApiError } from './errors.ts';
import { valuesOf } from './forms.ts';
import { APP, freshId, shortId, TEAM } from './identity.ts';
import type { Json } from './json.ts';
import { named } from './state.ts';
import type { StateValues } from './types.ts';

const MOST_STACKED = 3;

export type OpenView = {
  id: string;
  userId: string;
  rootId: string;
  previousId: string | null;
  hash: string;
  view: slack.ModalView | slack.HomeView;
  values: StateValues;
  errors: Record<string, string>;
};

/** A view whose shape was checked. */
export type CheckedView = slack.ModalView | slack.HomeView;

export type Views = ReturnType<typeof createViews>;

/** The modals and Home tabs that people have before them. */
export function createViews(now: () => number, changed: () => void) {
  const stacks = new Map<string, OpenView[]>();
  const homes = new Map<string, OpenView>();
  const all = () => [...[...stacks.values()].flat(), ...homes.values()];
  const stackOf = (userId: string) => stacks.get(userId) ?? [];
  const freshHash = () => `${Math.floor(now() / 1000)}.${shortId()}${shortId()}`;

  function refuseRepeatedExternalId(view: CheckedView, except?: OpenView): void {
    const taken = all().some(
      (other) => other !== except && view.external_id && other.view.external_id === view.external_id,
    );
    if (taken) throw new ApiError('duplicate_external_id');
  }

  function make(userId: string, view: CheckedView, below?: OpenView): OpenView {
    refuseRepeatedExternalId(view);
    const id = freshId('V');
    const withIds = { ...view, blocks: named(view.blocks) };
    const values = valuesOf(withIds.blocks);
    const [rootId, previousId] = [below?.rootId ?? id, below?.id ?? null];
    return { id, userId, rootId, previousId, hash: freshHash(), view: withIds, values, errors: {} };
  }

  function put(userId: string, stack: OpenView[]): void {
    if (stack.length > MOST_STACKED) throw new ApiError('push_limit_reached');
    stacks.set(userId, stack);
    changed();
  }

  return {
    stackOf,
    top: (userId: string) => stackOf(userId).at(-1),
    homeOf: (userId: string) => homes.get(userId),

    /** Opens a modal in place of the one that the person had open. */
    open(userId: string, view: CheckedView): OpenView {
      const opened = make(userId, view);
      put(userId, [opened]);
      return opened;
    },

    /** Lays a view over the open ones. */
    push(userId: string, view: CheckedView): OpenView {
      const stack = stackOf(userId);
      if (stack.length >= MOST_STACKED) throw new ApiError('push_limit_reached');
      const pushed = make(userId, view, stack.at(-1));
      put(userId, [...stack, pushed]);
      return pushed;
    },

    /** The view that a call names; `not_found` when nobody has it open, `hash_conflict` when it changed meanwhile. */
    find(names: { id?: unknown; externalId?: unknown; hash?: unknown }): OpenView {
      const { id, externalId, hash } = names;
      const found = all().find((view) => (id ? view.id === id : externalId && view.view.external_id === externalId));
      if (!found) throw new ApiError('not_found');
      if (hash && hash !== found.hash) throw new ApiError('hash_conflict');
      return found;
    },

    /** Replaces a view's content; what was typed stays where block_id and action_id are the same. */
    update(open: OpenView, view: CheckedView): OpenView {
      refuseRepeatedExternalId(view, open);
      open.view = { ...view, blocks: named(view.blocks) };
      open.values = valuesOf(open.view.blocks, open.values);
      open.hash = freshHash();
      open.errors = {};
      changed();
      return open;
    },

    publish(userId: string, view: CheckedView, hash: unknown): OpenView {
      const known = homes.get(userId);
      if (known && hash && hash !== known.hash) throw new ApiError('hash_conflict');
      if (known) return this.update(known, view);
      const home = make(userId, view);
      homes.set(userId, home);
      changed();
      return home;
    },

    /** Notes what somebody typed or chose. */
    enter(view: OpenView, blockId: string, actionId: string, value: ViewStateValue): void {
      view.values[blockId] = { ...view.values[blockId], [actionId]: value };
      changed();
    },

    /** Shows what the app objects to; everything typed stays. */
    showErrors(view: OpenView, errors: Record<string, string>): void {
      view.errors = errors;
      changed();
    },

    remove(view: OpenView): void {
      put(
        view.userId,
        stackOf(view.userId).filter((other) => other !== view),
      );
    },
    clear(userId: string): void {
      put(userId, []);
    },
  };
}

/** A view in the form in which Slack sends and answers it. */
export function viewOutput(open: OpenView): Json {
  const { view } = open;
  const modal = view.type === 'modal' ? view : undefined;
  return {
    id: open.id,
    team_id: TEAM.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    state: { values: open.values },
    hash: open.hash,
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    close: modal?.close ?? null,
    submit: modal?.submit ?? null,
    previous_view_id: open.previousId,
    root_view_id: open.rootId,
    app_id: APP.id,
    external_id: view.external_id ?? '',
    app_installed_team_id: TEAM.id,
    bot_id: APP.botId,
  };
}
