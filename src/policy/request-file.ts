import { z } from 'zod';
import { CalendarDate, dateAfter } from '../domain/expiry.ts';
import { tasksOf } from '../domain/least-scopes.ts';
import type { Routing } from '../domain/routing.ts';
import { scopesOf } from '../domain/scopes.ts';
import { TAKING_AWAY } from '../domain/taking-away.ts';
import { Kind } from './conditions-schema.ts';
import { route } from './evaluate.ts';
import type { RequestFacts } from './facts.ts';
import { Duration } from './fields.ts';
import { guess } from './nearest.ts';
import { GroupName, isGroupName, isUserGroup, Principal } from './principals.ts';
import type { Policy } from './shape.ts';

const PersonId = z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'write a Slack user ID (U…)');

/** A request as somebody writes it down to ask what the policy makes of it. */
const RequestWords = z.strictObject({
  kind: Kind.default('create'),
  requester: PersonId.default('U0SOMEBODY'),
  requester_groups: z
    .array(z.union([GroupName, Principal], { error: 'write a Slack user group ID (S…), or the name of a group' }))
    .default([]),
  requester_email: z.email('write an email address').optional(),
  client_name: z.string().default('Example'),
  workspace: z.string(),
  integration_user: z.enum(['existing', 'new']).default('existing'),
  scopes: z.array(z.string()).min(1),
  roles: z.array(z.string()).default([]),
  tasks: z.array(z.string()).default([]),
  ip_restrictions: z.array(z.string()).default([]),
  expires: CalendarDate.optional(),
  lifetime: Duration.optional(),
  purpose: z.string().default('Example'),
});
export type RequestWords = z.output<typeof RequestWords>;

/** The schema of such a request under a policy: what the form would not offer is a fault, because it is a typing error. */
export function requestWords(policy: Policy) {
  return RequestWords.superRefine((request, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const offered = (name: string, known: readonly string[], ...path: (string | number)[]) => {
      if (known.includes(name)) return;
      fault(path, `the policy does not offer “${name}”${guess(name, known)}`);
    };
    offered(request.workspace, policy.workspaces, 'workspace');
    for (const [at, name] of request.scopes.entries()) {
      offered(
        name,
        scopesOf(policy.scopes).map((scope) => scope.name),
        'scopes',
        at,
      );
    }
    for (const [at, name] of request.roles.entries()) offered(name, policy.workspace_roles ?? [name], 'roles', at);
    const tasks = tasksOf(policy).map(({ name }) => name);
    for (const [at, name] of request.tasks.entries()) offered(name, tasks, 'tasks', at);
    for (const [at, word] of request.requester_groups.entries()) {
      const inSlack = isGroupName(word) ? policy.groups[word]?.some(isUserGroup) : isUserGroup(word);
      if (!inSlack)
        fault(['requester_groups', at], `“${word}” stands for no Slack user group: write S…, or a group with one`);
    }
    if (request.expires !== undefined && request.lifetime !== undefined) {
      fault(['lifetime'], 'expires says it already: remove one of the two');
    }
  });
}

/** What becomes of a written request. The rules decide, but nobody asks them before something is taken away. */
export function routingOfWritten(request: RequestWords, policy: Policy, now: Date): Routing {
  return request.kind === 'revoke' ? TAKING_AWAY : route(policy, factsFrom(request, policy, now), now);
}

/** The facts that a written request stands for. Without an end it has the lifetime that the form proposes. */
export function factsFrom(request: RequestWords, policy: Policy, now: Date): RequestFacts {
  const { requester_groups: groups, integration_user: user, lifetime = policy.limits.default_lifetime } = request;
  return {
    kind: request.kind,
    requester: {
      id: request.requester,
      userGroups: groups.flatMap((word) =>
        isGroupName(word) ? (policy.groups[word] ?? []).filter(isUserGroup) : word,
      ),
      email: request.requester_email,
    },
    terms: {
      clientName: request.client_name,
      workspace: request.workspace,
      user:
        user === 'existing'
          ? { kind: 'existing', username: 'example' }
          : {
              kind: 'new',
              username: 'example',
              givenName: 'Example',
              familyName: 'User',
              email: 'example@example.com',
            },
      expires: request.expires ?? dateAfter(now, lifetime),
      scopes: request.scopes,
      ipRestrictions: request.ip_restrictions,
      roles: request.roles,
      purpose: request.purpose,
      ...(request.tasks.length === 0 ? {} : { tasks: request.tasks }),
    },
  };
}
