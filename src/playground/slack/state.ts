import { ApiError } from './errors.ts';
import { APP, freshId, shortId } from './identity.ts';
import { isObject, type Json, objectsIn } from './json.ts';
import type { Known } from './limit.ts';
import type {
  Block,
  Channel,
  EphemeralMessage,
  Person,
  PostedMessage,
  SlackStandInOptions,
  UserGroup,
} from './types.ts';

const LONGEST_TEXT = 40_000;

/** What a message is made of, its blocks checked. */
export type Content = { text: string; blocks: Block[]; threadTs?: string };

type DirectMessage = { id: string; userId: string };

export type State = ReturnType<typeof createState>;

/** People, channels and messages of the workspace. `changed` is called after every change. */
export function createState(options: SlackStandInOptions, now: () => number, changed: () => void) {
  const people = new Map([botPerson(), ...(options.people ?? [])].map((person) => [person.id, person]));
  const channels = new Map((options.channels ?? []).map((channel) => [channel.id, channel]));
  const groups = new Map((options.userGroups ?? []).map((group) => [group.id, group]));
  const directs = new Map<string, DirectMessage>();
  const posted: PostedMessage[] = [];
  const ephemerals: { userId: string; message: EphemeralMessage }[] = [];
  let lastTs = 0;

  function nextTs(): string {
    lastTs = Math.max(now() * 1000, lastTs + 1);
    return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`;
  }

  function directWith(userId: string): DirectMessage {
    if (!people.has(userId)) throw new ApiError('user_not_found');
    const known = [...directs.values()].find((direct) => direct.userId === userId);
    const direct = known ?? { id: freshId('D'), userId };
    directs.set(direct.id, direct);
    return direct;
  }

  /** The id of the conversation that a `channel` argument means: a channel, a direct message, or a person. */
  function conversation(channel: unknown): string {
    const id = String(channel ?? '');
    if (people.has(id)) return directWith(id).id;
    const known = channels.get(id) ?? [...channels.values()].find(({ name }) => name === id.replace(/^#/, ''));
    if (!known && !directs.has(id)) throw new ApiError('channel_not_found');
    if (known?.botIsMember === false) throw new ApiError('not_in_channel');
    return known?.id ?? id;
  }

  function messageAt(channel: string, ts: unknown): PostedMessage {
    const found = posted.find((message) => message.channel === channel && message.ts === ts);
    if (!found) throw new ApiError('message_not_found');
    return found;
  }

  function fresh(channel: string, content: Content): PostedMessage {
    const { text, blocks, threadTs } = content;
    const ts = nextTs();
    return {
      channel,
      ts,
      ...(threadTs && { threadTs }),
      text: text.slice(0, LONGEST_TEXT),
      blocks: named(blocks),
      at: now(),
      versions: 0,
    };
  }

  function rewrite(message: PostedMessage, content: Content): void {
    Object.assign(message, { text: content.text.slice(0, LONGEST_TEXT), blocks: named(content.blocks), edited: true });
    message.versions += 1;
    changed();
  }

  return {
    people,
    channels,
    groups,
    conversation,
    directWith,
    messageAt,
    nextTs,

    known: {
      isPerson: (id) => people.has(id),
      isChannel: (id) => channels.has(id),
      isConversation: (id) => channels.has(id) || directs.has(id),
    } satisfies Known,

    /** The name that a payload gives to a conversation. */
    nameOf: (channel: string) => channels.get(channel)?.name ?? 'directmessage',
    personOf: (directId: string) => directs.get(directId)?.userId,
    messagesIn: (channel: string) => posted.filter((message) => message.channel === channel).map(snapshot),
    allMessages: () => posted.map(snapshot),

    post(channel: string, content: Content): PostedMessage {
      const message = fresh(channel, content);
      posted.push(message);
      changed();
      return message;
    },
    rewrite,
    remove(message: PostedMessage): void {
      posted.splice(posted.indexOf(message), 1);
      changed();
    },

    postEphemeral(userId: string, channel: string, content: Content, via: EphemeralMessage['via']): EphemeralMessage {
      const message = { ...fresh(channel, content), via };
      ephemerals.push({ userId, message });
      changed();
      return message;
    },
    ephemeralsOf: (userId: string) =>
      ephemerals
        .filter((entry) => entry.userId === userId)
        .map(({ message }) => ({ ...snapshot(message), via: message.via })),
    ephemeralAt: (userId: string, ts: string) =>
      ephemerals.find((entry) => entry.userId === userId && entry.message.ts === ts)?.message,
    removeEphemeral(ts: string): void {
      const index = ephemerals.findIndex(({ message }) => message.ts === ts);
      if (index >= 0) ephemerals.splice(index, 1);
      changed();
    },

    setPerson(id: string, changes: Partial<Person>): Person {
      const person = people.get(id);
      if (!person) throw new Error(`There is no person ${id}.`);
      const after = { ...person, ...changes };
      people.set(id, after);
      changed();
      return after;
    },
    setUserGroup(id: string, users: readonly string[]): void {
      const group: UserGroup = groups.get(id) ?? { id, handle: id.toLowerCase(), name: id, users };
      groups.set(id, { ...group, users });
    },
    firstChannel: (): Channel => [...channels.values()][0] ?? { id: 'C0GENERAL', name: 'general' },
  };
}

function snapshot<M extends PostedMessage>(message: M): M {
  return structuredClone(message);
}

function botPerson(): Person {
  const { botUserId: id, name } = APP;
  return { id, name, realName: 'Grantdesk', email: '', tz: 'Etc/UTC', tzOffset: 0, isBot: true };
}

/** The blocks with an id for each block and interactive element that came without one, as Slack gives them. */
export function named<B extends object>(blocks: readonly B[]): B[] {
  return blocks.map((block) => {
    const copy: Json = { block_id: shortId(), ...structuredClone(block) };
    const elements = [copy.element, copy.accessory, ...objectsIn(copy.elements)].filter(isObject);
    for (const element of elements) {
      const isInteractive = 'action_id' in element || !['image', 'plain_text', 'mrkdwn'].includes(String(element.type));
      if (isInteractive && copy.type !== 'rich_text') element.action_id ??= shortId();
    }
    return copy as B;
  });
}
