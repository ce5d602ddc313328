import { z } from 'zod';

export const Access = z.enum(['read', 'write']);
export type Access = z.infer<typeof Access>;

export type Risk = 'low' | 'high';

/** One product of Workiva's scope list, the levels it offers, and which of them are high risk. */
export const CatalogueEntry = z.strictObject({
  product: z.string().min(1).max(60),
  access: z.array(Access).min(1),
  high_risk: z.array(Access).default([]),
  /** What the token endpoint calls it, before `:read` or `:write`; several products may share a name. */
  oauth: z
    .string()
    .regex(/^[\w.-]+$/, 'write the name before the colon, such as file for file:read')
    .optional()
    .describe('What the scopes of a token call it, before :read and :write. Without it: what Workiva publishes.'),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** A scope as Workiva's grant form shows it, for example "Spreadsheets (Read)". The name is its identity everywhere. */
export type Scope = { name: string; product: string; access: Access; risk: Risk };

const both = (product: string, high_risk: Access[] = []): CatalogueEntry => ({
  product,
  access: ['read', 'write'],
  high_risk,
});

/** Products of Workiva's grant form; an organization that sees others lists its own in the policy file. */
export const DEFAULT_CATALOGUE: readonly CatalogueEntry[] = [
  both('Spreadsheets'),
  both('Documents'),
  both('Presentations'),
  both('Files'),
  both('Graph'),
  both('Wdata tables'),
  both('Wdata queries'),
  both('Wdata connections'),
  both('Chains'),
  both('Tasks'),
  both('Milestones'),
  both('Permissions', ['write']),
  { product: 'Activities', access: ['read'], high_risk: [] },
  both('Organization (Admin)', ['write']),
  both('Workspace', ['write']),
];

const LABEL: Record<Access, string> = { read: 'Read', write: 'Write' };

/** Spells the catalogue out into the scopes that a person can choose, in its order. */
export function scopesOf(catalogue: readonly CatalogueEntry[]): Scope[] {
  return catalogue.flatMap(({ product, access, high_risk }) =>
    access.map((level) => ({
      name: `${product} (${LABEL[level]})`,
      product,
      access: level,
      risk: high_risk.includes(level) ? ('high' as const) : ('low' as const),
    })),
  );
}
