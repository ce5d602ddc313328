import { z } from 'zod';
import { Access } from '../domain/scopes.ts';
import { Duration, oneOrMore } from './fields.ts';
import { RequesterWord } from './principals.ts';

/** What is to become of a grant. */
export const Kind = z.enum(['create', 'renew', 'change', 'revoke']);
export type Kind = z.infer<typeof Kind>;

/** The kinds about which rules are asked: a revocation takes away, and never waits for an approval. */
export const KINDS_ASKED = ['create', 'renew', 'change'] as const satisfies Kind[];

const ScopeNames = z.array(z.string()).min(1);

/** A plain list means any of it. */
const Scopes = z.union([ScopeNames, z.strictObject({ any: ScopeNames }), z.strictObject({ all: ScopeNames })], {
  error: 'write a list of scopes, { any: [scopes] } or { all: [scopes] }',
});

/** What a rule asks of a request. All of it must hold; a list means any of its entries. */
export const Conditions = z
  .strictObject({
    kind: oneOrMore(Kind, `write one of: ${Kind.options.join(', ')}; or a list of them`)
      .optional()
      .describe(
        'What is asked: create, renew or change; one, or a list. Revocations (revoke) are never held up by a rule.',
      ),
    requester: z
      .array(RequesterWord)
      .min(1)
      .optional()
      .describe('Who asks: groups of this policy, Slack users (U…), user groups (S…) or email domains (@example.com).'),
    workspaces: z.array(z.string()).min(1).optional().describe('The workspace is one of these.'),
    client_name: oneOrMore(z.string().min(1, { abort: true }), 'write a pattern such as "Sandbox*", or a list of them')
      .optional()
      .describe('The client name fits one of these patterns: * is any text, ? any one character; case does not count.'),
    scopes: Scopes.optional().describe(
      'A list, or { any: […] }: at least one of these scopes is asked for. { all: […] }: every scope asked for is one of these.',
    ),
    access: oneOrMore(Access, 'write one of: read, write; or a list of them')
      .optional()
      .describe('read: every scope only reads. write: at least one can write.'),
    risk: oneOrMore(z.enum(['low', 'high']), 'write one of: low, high; or a list of them')
      .optional()
      .describe('low: no scope is of high risk. high: at least one is.'),
    roles: z
      .array(z.string())
      .optional()
      .describe('Every role asked for is one of these; also when none is asked for.'),
    new_integration_user: z.boolean().optional().describe('Whether the integration user is to be created.'),
    has_ip_restrictions: z.boolean().optional().describe('Whether the request names the addresses it calls from.'),
    more_than_needed: z
      .boolean()
      .optional()
      .describe('Whether it asks for scopes beyond what its tasks need. A request that names no task does.'),
    lifetime_up_to: Duration.optional().describe('The grant would end within this time, such as 30d.'),
    get not(): z.ZodOptional<z.ZodType<Conditions, unknown>> {
      return Conditions.optional().describe('The same conditions: holds when they do not all hold.');
    },
  })
  .meta({ id: 'conditions' });
export type Conditions = {
  kind?: Kind[] | undefined;
  requester?: string[] | undefined;
  workspaces?: string[] | undefined;
  client_name?: string[] | undefined;
  scopes?: ScopeCondition | undefined;
  access?: Access[] | undefined;
  risk?: ('low' | 'high')[] | undefined;
  roles?: string[] | undefined;
  new_integration_user?: boolean | undefined;
  has_ip_restrictions?: boolean | undefined;
  more_than_needed?: boolean | undefined;
  lifetime_up_to?: number | undefined;
  not?: Conditions | undefined;
};
export type ScopeCondition = z.output<typeof Scopes>;

/** What a condition on scopes asks: that any, or that all, of those asked for are among the names. */
export function scopesAsked(condition: ScopeCondition): { mode: 'any' | 'all'; names: readonly string[] } {
  if (Array.isArray(condition)) return { mode: 'any', names: condition };
  return 'any' in condition ? { mode: 'any', names: condition.any } : { mode: 'all', names: condition.all };
}
