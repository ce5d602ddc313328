import type { types as slack, ViewStateValue } from '@slack/bolt';

/** A block as Slack knows it. */
export type Block = slack.KnownBlock;

/** What has been typed or chosen, in the form of `view.state.values`: block_id → action_id → value. */
export type StateValues = Record<string, Record<string, ViewStateValue>>;

/** Values for a form by block_id, action_id or label. Selects take an option's value or its text; dates are `YYYY-MM-DD`. */
export type FormValues = Record<string, string | readonly string[]>;

export type Person = {
  id: string;
  name: string;
  realName: string;
  email: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  tz: string;
  /** Seconds east of UTC. */
  tzOffset: number;
  isBot?: boolean;
  deleted?: boolean;
  /** A guest in several channels. */
  isRestricted?: boolean;
  /** A guest in one channel. */
  isUltraRestricted?: boolean;
  /** Somebody of another workspace, met in a channel that both share. */
  isStranger?: boolean;
  /** The workspace that they belong to. Default: the one of the app. */
  teamId?: string;
};

export type Channel = {
  id: string;
  name: string;
  /** Whether the app's bot was invited. Default true; posting answers `not_in_channel` otherwise. */
  botIsMember?: boolean;
};

export type UserGroup = { id: string; handle: string; name: string; users: readonly string[] };

export type SlackStandInOptions = {
  signingSecret: string;
  botToken: string;
  /** With it, the app may connect by Socket Mode; deliveries go over the socket while one is connected. */
  appToken?: string;
  /** Default 0: any free port. */
  port?: number;
  people?: readonly Person[];
  channels?: readonly Channel[];
  userGroups?: readonly UserGroup[];
  /** Scopes granted to the bot token. Default: all that any method here needs. */
  botScopes?: readonly string[];
  /** Answer 429 beyond Slack's rates. Default true. */
  enforceRates?: boolean;
  /** Milliseconds since the epoch, for the age of trigger ids and response URLs and the `at` and `ts` of what happens.
   * Rates and signatures always follow the machine's clock, because the other side does. */
  now?: () => number;
  /** How long the app may take to acknowledge. Default 3,000 as in Slack. */
  acknowledgeWithinMs?: number;
  /** Hears of every request of either direction, once it is answered. */
  observe?: (exchange: Exchange) => void;
};

/** A request and its answer, as they went over the wire. The token of a call is left out, but payloads hold what payloads hold. */
export type Exchange = {
  from: 'slack' | 'app';
  /** E.g. `chat.postMessage`, or `block_actions · grantdesk.request.approve`. */
  what: string;
  status: string;
  ms: number;
  request: unknown;
  answer: unknown;
};

export type PostedMessage = {
  channel: string;
  ts: string;
  threadTs?: string;
  text: string;
  blocks: Block[];
  edited?: boolean;
  /** When it was posted, milliseconds since the epoch. */
  at: number;
  /** How many times it was updated. */
  versions: number;
};

export type EphemeralMessage = PostedMessage & { via: 'chat.postEphemeral' | 'response_url' | 'command' };

export type ViewInHand = {
  id: string;
  hash: string;
  view: slack.ModalView | slack.HomeView;
  values: StateValues;
  /** What the app objected to at the last submission, by block_id. */
  errors: Record<string, string>;
};

/** How the app acknowledged. */
export type Answer = { status: number; body: string; ms: number };

export type Suggestion = { text: string; value: string };

/** What stands in fields: block_id → action_id → text, option's value, date, or several of them. */
export type Entries = Record<string, Record<string, string | readonly string[]>>;

/**
 * Narrows down which element is meant where several blocks hold the same action_id, or which option of it. `state`: what
 * stands meanwhile in the other fields of the same message or Home tab, of which the app hears together with the use.
 */
export type Which = { blockId?: string; value?: string | readonly string[]; state?: Entries };

/** Where an element is: in the open modal, on the Home tab, or in a message. */
export type Surface = 'modal' | 'home' | PostedMessage;

export type Actor = {
  /** Types a slash command, e.g. `/grant list`; in the first channel unless told otherwise. */
  command(text: string, place?: { channel?: string }): Promise<Answer>;
  globalShortcut(callbackId: string): Promise<Answer>;
  messageShortcut(message: PostedMessage, callbackId: string): Promise<Answer>;
  /** Presses an element of a message as it now is; throws when the element is not, or no longer, there. */
  press(message: PostedMessage, actionId: string, which?: Which): Promise<Answer>;
  /** Uses an element of the open modal, such as a button or an overflow menu. */
  click(actionId: string, which?: Which): Promise<Answer>;
  /** Changes one element of the open modal; the app hears of it if the element dispatches actions. */
  choose(actionId: string, value: string | readonly string[], blockId?: string): Promise<Answer>;
  /** Types into the open modal; the app hears of it at submission. */
  fill(values: FormValues): void;
  /** Types a query into an external select, of the open modal unless told otherwise, and returns what the app offers. */
  suggest(actionId: string, query: string, place?: { on?: Surface; blockId?: string }): Promise<Suggestion[]>;
  submit(values?: FormValues): Promise<Answer & { errors?: Record<string, string> }>;
  close(): Promise<void>;
  /** Opens the app's Home tab, which sends `app_home_opened`. */
  openHome(): Promise<Answer>;
  /** Uses an element of the Home tab. */
  pressHome(actionId: string, which?: Which): Promise<Answer>;
  /** The top view of the open modal; undefined when none is open. */
  readonly modal: ViewInHand | undefined;
  /** Every view of the open modal, the top one last. */
  readonly modals: readonly ViewInHand[];
  readonly home: ViewInHand | undefined;
  /** What only this person saw: chat.postEphemeral, a response_url, or the answer to a command. */
  readonly ephemerals: readonly EphemeralMessage[];
};

/** One request to the app's events URL, with any of what makes it genuine replaced. */
export type RawDelivery = {
  body: string;
  contentType: 'application/x-www-form-urlencoded' | 'application/json';
  /** Default: the right one for the body and the timestamp. */
  signature?: string;
  /** Seconds since the epoch. Default: now. */
  timestamp?: number;
  retry?: { number: number; reason: string };
};

export type RecordedCall = {
  method: string;
  /** The arguments, decoded; without the token. */
  args: Record<string, unknown>;
  at: number;
  answer: { ok: boolean; error?: string };
  /** What Slack would remark without refusing, e.g. a message without fallback text. */
  warnings?: readonly string[];
};

export type Faults = {
  rateLimit(method: string, options: { channel?: string; times: number; retryAfterSeconds: number }): void;
  /** The method fails with an error (default `internal_error`) or an HTTP status. With `afterEffect` it takes hold all the
   * same and only its answer is bad, as when a connection breaks at the wrong moment. */
  fail(method: string, options: { times: number; error?: string; status?: number; afterEffect?: boolean }): void;
  /** Asks every connected socket to reconnect, as Slack does when it refreshes a connection. */
  refreshSockets(): void;
  /** From now on every call of the Web API waits so long, in ms, before it takes hold. 0 ends it; `clear` does not. */
  slow(ms: number): void;
  /** From now on the first of every so many posts and updates is answered 429. 0 ends it; `clear` does not. */
  rateLimitOneIn(calls: number): void;
  clear(): void;
};

export type SlackStandIn = {
  /** For `SLACK_API_URL`. */
  apiUrl: string;
  /** Where the app listens (`…/slack/events`), for HTTP mode. */
  connect(eventsUrl: string): void;
  as(userId: string): Actor;
  messages(channelId: string): readonly PostedMessage[];
  /** The app's direct messages with a person. */
  directMessages(userId: string): readonly PostedMessage[];
  /** The id of the conversation that holds them. */
  directChannel(userId: string): string;
  readonly calls: readonly RecordedCall[];
  /**
   * Looks again at every change until there is something; rejects, naming `what`, after `timeoutMs` (default 30,000), and
   * where `look` answers a promise, which would count as something at once.
   */
  until<T>(look: () => T | undefined | false | null, what: string, timeoutMs?: number): Promise<T>;
  /** Calls the listener after every change that somebody could see. Answers how to end that. */
  onChange(listener: () => void): () => void;
  faults: Faults;
  setUserGroup(id: string, users: readonly string[]): void;
  /** Changes a person, e.g. `{ deleted: true }` when somebody leaves; no event is sent. */
  setPerson(id: string, changes: Partial<Person>): void;
  /** Deactivates a person's account, and sends `user_change` as Slack does. They stay in their user groups. */
  leave(id: string): Promise<Answer>;
  /**
   * Sends an event of the Events API, e.g. `{ type: 'user_change', user }`; again, at once and after 1 and 5 minutes, while
   * the app does not take it. Rejects when the first attempt failed.
   */
  event(event: { type: string } & Record<string, unknown>): Promise<Answer>;
  deliver(raw: RawDelivery): Promise<{ status: number; body: string }>;
  stop(): Promise<void>;
};
