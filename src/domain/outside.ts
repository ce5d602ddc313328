import type { Activity } from './usage.ts';

/** Something that was done in Workiva about a grant, a user or a role, and not through Grantdesk. */
export type OutsideChange = {
  /** Workiva's stable name for what was done. */
  alias: string;
  at: string;
  performer: { id: string; name: string };
  /** What it was done to, as far as Grantdesk knows it. */
  about: { username?: string; grant?: string; clientId?: string; clientName?: string };
  /** The ids of all that it was done to, as Workiva has them. */
  targets?: readonly string[];
  /** What was done, in words for people, such as “Edit API grant”. */
  what: string;
};

/** What kind of thing was changed. */
export type ChangedKind = 'grant' | 'user' | 'membership' | 'role';

/** Something that was asked of an admin, or that Grantdesk did itself: what comes of it is not an outside change. */
export type Doing = {
  kind: ChangedKind;
  username: string;
  grant: string;
  /** What the grant is to be called, where an admin is asked for it. */
  clientName?: string;
  /** Since when it was asked for, or under way; until when, where it is done. */
  from: string;
  until?: string | undefined;
  /** How long, in ms, before and after that something still belongs to it, where that is less than for a task. */
  marginMs?: number;
};

/** What Grantdesk knows, to tell what was done outside it. */
export type Known = {
  /** The ids under which its own calls are recorded. */
  own: ReadonlySet<string>;
  /** Usernames by their ids in Workiva. */
  users: ReadonlyMap<string, string>;
  /** Live grants. */
  grants: readonly { id: string; clientId?: string | undefined; clientName: string; username: string }[];
  doings: readonly Doing[];
};

/** How long, in ms, after a task is done, and before it was asked for, what an admin does still belongs to it. */
const TASK_WINDOW_MS = 30 * 60_000;

/**
 * Finds what was done outside Grantdesk to the users and grants that it knows, and to grants that it does not know:
 * neither by its own client nor because one of its tasks asked for it. The same activity gives the same change, so that one which was told before is recognised.
 */
export function outsideChanges(activities: readonly Activity[], known: Known): OutsideChange[] {
  return activities.flatMap((activity) => {
    const { action, performer, activityDateTime, outcome } = activity;
    const kind = kindChanged(activity);
    const isOwn = known.own.has(performer.id) || isActivation(activity);
    if (kind === undefined || outcome === 'failure' || isOwn) return [];
    const about = aboutKnown(activity, known) ?? (kind === 'grant' ? aboutStranger(activity) : undefined);
    const at = new Date(activityDateTime).toISOString();
    if (!about || known.doings.some((doing) => excuses(doing, kind, about, at))) return [];
    const name = performer.displayName ?? performer.id;
    const targets = activity.targets.map(({ id }) => id).sort();
    return [
      { alias: action.alias, at, performer: { id: performer.id, name }, about, what: wordsOf(activity), targets },
    ];
  });
}

const NOUNS: readonly [ChangedKind, RegExp][] = [
  ['role', /\b(roles?|permissions?)\b/],
  ['membership', /\b(memberships?|members?)\b/],
  ['grant', /\b(api grants?|grants?|api clients?|oauth2? clients?)\b/],
  ['user', /\b(users?|accounts?)\b/],
];
/** What changes something. A Creator is a role, and nothing that is done. */
const VERBS =
  /\b(creat(e|es|ed|ing|ion)|add|assign|invit|giv|updat|edit|chang|modif|renam|suspend|deactivat|disabl|activat|reactivat|enabl|reinstat|remov|delet|revo[ck]|tak|unassign)[a-z]*\b/;
/** What people do with their own grant or account, and what is used rather than changed. */
const OWN_BUSINESS = /\b(secret|secrets|token|tokens|password|passwords|sign in|login|log in|session|sessions)\b/;

/** What kind of thing an activity changed; nothing when it changed none. Workiva publishes no list of aliases. */
export function kindChanged({ action }: Activity): ChangedKind | undefined {
  const alias = spaced(action.alias);
  const words = `${alias} ${spaced(action.name ?? '')}`;
  if (!VERBS.test(words) || OWN_BUSINESS.test(words)) return undefined;
  return nounIn(alias) ?? nounIn(words);
}

const nounIn = (words: string) => NOUNS.find(([, noun]) => noun.test(words))?.[0];

/** `apiGrant.create` → `api grant create` */
const spaced = (text: string) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();

const wordsOf = ({ action }: Activity): string => action.name ?? spaced(action.alias);

function aboutKnown({ targets }: Activity, { users, grants }: Known): OutsideChange['about'] | undefined {
  const usernames = new Set([...users.values()].map((name) => name.toLowerCase()));
  const grant = grants.find(({ clientId }) => targets.some(({ id }) => id === clientId));
  const named =
    grant ?? grants.find(({ clientName }) => targets.some((one) => isGrant(one) && one.name === clientName));
  const username =
    targets.map(({ id }) => users.get(id)).find((found) => found !== undefined) ??
    targets
      .flatMap(({ name, uniqueName }) => [name, uniqueName])
      .find((name) => name != null && usernames.has(name.toLowerCase())) ??
    named?.username;
  if (username === undefined) return undefined;
  const clientId = named?.clientId ?? targets.find(isGrant)?.id;
  return {
    username: username.toLowerCase(),
    ...(named ? { grant: named.id } : {}),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

/** A grant that Grantdesk does not know was made past it, whoever it acts as. One that a task asks for has its name. */
function aboutStranger({ targets }: Activity): OutsideChange['about'] | undefined {
  const grant = targets.find(isGrant);
  if (!grant) return undefined;
  const user = targets.find(({ type }) => /user/i.test(type));
  const username = user?.uniqueName ?? user?.name;
  return {
    clientId: grant.id,
    ...(username == null || username === '' ? {} : { username: username.toLowerCase() }),
    ...(grant.name == null ? {} : { clientName: grant.name }),
  };
}

/** A new user is activated by whoever collects its first secret, as that user. */
const isActivation = ({ action, performer, targets }: Activity) =>
  /\bactivat/.test(spaced(action.alias)) && targets.some(({ id }) => id === performer.id);

const isGrant = ({ type }: Activity['targets'][number]) => /grant|client/i.test(type);

/** An admin who does what a task asks for may do it before they press Done, or a while after they were asked. */
function excuses(doing: Doing, kind: ChangedKind, about: OutsideChange['about'], at: string): boolean {
  const isOfUser = doing.username.toLowerCase() === about.username;
  const isNamed = about.clientName !== undefined && doing.clientName === about.clientName;
  // A task about one grant is no leave to edit another that acts as the same user.
  const isAbout =
    doing.grant === about.grant || isNamed || (isOfUser && (kind !== 'grant' || about.grant === undefined));
  if (doing.kind !== kind || !isAbout) return false;
  const moment = Date.parse(at);
  const margin = doing.marginMs ?? TASK_WINDOW_MS;
  const isAfter = moment >= Date.parse(doing.from) - margin;
  return isAfter && (doing.until === undefined || moment <= Date.parse(doing.until) + margin);
}
