import type { SealedEvent } from '../../store/audit.ts';
import type { Entries, FormValues, PostedMessage, Suggestion, ViewInHand } from '../slack/types.ts';
import type { GrantForm, UserForm } from '../workiva/screen-types.ts';
import type { GrantRow, StandInActivity, StandInMembership, StandInUser, StandInWorkspace } from '../workiva/types.ts';

/*
 * What the page and its server say to each other. Everything is JSON under /api. The stream is one connection of
 * server-sent events, because browsers allow only six to a server; each topic asked for is an event of its own, whose
 * `data` is a whole snapshot, sent at once and after every change.
 *
 *   GET  /api/stream?slack=U0ENGINEER,U0FINANCE&workiva&backstage
 *          event slack.U0ENGINEER   SlackSnapshot: what this person sees, and nothing else
 *          event workiva            WorkivaSnapshot
 *          event backstage          BackstageSnapshot
 *   POST /api/act                   Act → ActAnswer
 */

/** The name of a topic, which is that of its event. */
export type Topic = `slack.${string}` | 'workiva' | 'backstage';

export type PersonView = {
  id: string;
  name: string;
  /** What they are in the playground, e.g. "Engineer". */
  role: string;
  /** IANA name; dates are shown in it. */
  tz: string;
  /** Their account in Workiva, where they have one. */
  workivaUsername?: string;
};

export type MessageView = PostedMessage & {
  /** Only this person sees it. */
  ephemeral: boolean;
  /** Where the jobs and audit events of what it is about can be found: REQ-1, GRANT-1. */
  about: string[];
};

export type ConversationView = {
  /** A channel's ID; of the app's direct messages, the ID of that conversation. */
  id: string;
  name: string;
  kind: 'channel' | 'direct';
  messages: MessageView[];
};

export type SlackSnapshot = {
  me: PersonView;
  people: PersonView[];
  userGroups: { id: string; handle: string }[];
  conversations: ConversationView[];
  /** The open modal, the view on top last. */
  modals: ViewInHand[];
  home?: ViewInHand;
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: { name: string; callbackId: string; type: 'global' | 'message' }[];
  /** The playground's time, ISO 8601. */
  now: string;
};

export type WorkivaSnapshot = {
  users: StandInUser[];
  workspaces: StandInWorkspace[];
  memberships: StandInMembership[];
  grants: GrantRow[];
  activities: StandInActivity[];
  /** What the grant form offers. */
  scopes: string[];
  /** Usernames of the Org Security Admins. */
  admins: string[];
  now: string;
};

/** One request and its answer, of either direction. Nothing secret is in it. */
export type TrafficEntry = {
  id: number;
  at: string;
  from: 'slack' | 'grantdesk' | 'integration';
  to: 'grantdesk' | 'slack' | 'workiva';
  /** E.g. "POST /slack/events · block_actions · grantdesk.request.approve", "chat.postMessage", "POST …/users". */
  what: string;
  status: string;
  ms?: number;
  request: unknown;
  answer: unknown;
};

export type JobView = {
  queue: string;
  id: string;
  name: string;
  state: string;
  attempts: number;
  data: unknown;
  failedReason?: string;
  at: string;
};

/** Faults that can be switched on, by their names in the page. */
export type FaultName = 'slack_slow' | 'slack_rate_limited' | 'workiva_429' | 'workiva_500' | 'workiva_no_roles';

export type BackstageSnapshot = {
  now: string;
  /** When something happens next by itself, and what. Its time may have come while it waits for the worker. */
  nextEvent?: { at: string; what: string };
  faults: Record<FaultName, boolean>;
  worker: 'running' | 'killed' | 'restarting';
  redis: 'running' | 'restarting';
  traffic: TrafficEntry[];
  jobs: JobView[];
  audit: SealedEvent[];
};

/** What a person does in Slack; `as` is their ID. */
export type SlackAct =
  | { do: 'slack.command'; as: string; text: string; channel: string }
  | { do: 'slack.shortcut'; as: string; callbackId: string; message?: { channel: string; ts: string } }
  | {
      do: 'slack.press';
      as: string;
      channel: string;
      ts: string;
      actionId: string;
      blockId?: string;
      value?: string | readonly string[];
      /** What stands in the other fields of the message. */
      state?: Entries;
    }
  | { do: 'slack.fill'; as: string; values: FormValues }
  | { do: 'slack.choose'; as: string; actionId: string; blockId?: string; value: string | readonly string[] }
  | { do: 'slack.click'; as: string; actionId: string; blockId?: string; value?: string | readonly string[] }
  | {
      do: 'slack.suggest';
      as: string;
      actionId: string;
      blockId?: string;
      query: string;
      /** Where the select is. Default: in the open modal. */
      on?: 'modal' | 'home' | { channel: string; ts: string };
    }
  | { do: 'slack.submit'; as: string; values?: FormValues }
  | { do: 'slack.close'; as: string }
  | { do: 'slack.openHome'; as: string }
  | {
      do: 'slack.pressHome';
      as: string;
      actionId: string;
      blockId?: string;
      value?: string | readonly string[];
      state?: Entries;
    };

/** What a person does in Workiva's screens; `as` is their username there. */
export type WorkivaAct =
  | { do: 'workiva.addGrant'; as: string; form: GrantForm }
  | { do: 'workiva.editGrant'; as: string; clientId: string; changes: Partial<GrantForm> }
  | { do: 'workiva.deleteGrant'; as: string; clientId: string }
  /** Answers the secret, shown this once. */
  | { do: 'workiva.regenerate'; as: string; clientId: string }
  /** What the integration does to which its user has given the secret. Answers the use. */
  | { do: 'workiva.useGrant'; as: string; clientId: string; secret: string }
  | { do: 'workiva.addUser'; as: string; form: UserForm }
  | { do: 'workiva.renameUser'; as: string; username: string; newUsername: string }
  | { do: 'workiva.suspendUser'; as: string; username: string }
  | { do: 'workiva.reinstateUser'; as: string; username: string }
  | { do: 'workiva.removeUser'; as: string; username: string }
  | { do: 'workiva.addMember'; as: string; workspace: string; username: string }
  /** The member holds these roles from now on, and no others. */
  | { do: 'workiva.setRoles'; as: string; workspace: string; username: string; roles: string[] }
  | { do: 'workiva.removeMember'; as: string; workspace: string; username: string };

/** What the one at the controls does. */
export type WorldAct =
  | { do: 'world.advance'; ms: number }
  | { do: 'world.toNextEvent' }
  | { do: 'world.fault'; fault: FaultName; on: boolean }
  | { do: 'world.killWorker' }
  | { do: 'world.startWorker' }
  | { do: 'world.restartRedis' }
  /** Puts everything back to the beginning. */
  | { do: 'world.startOver' };

export type Act = SlackAct | WorkivaAct | WorldAct;

/** `sentence` is what the person is shown: of Slack's client, of Workiva's screen, or of the playground. */
export type ActAnswer =
  | {
      ok: true;
      ms?: number;
      errors?: Record<string, string>;
      suggestions?: Suggestion[];
      secret?: string;
      clientId?: string;
      use?: { scopes: readonly string[]; call: string };
    }
  | { ok: false; sentence: string };
