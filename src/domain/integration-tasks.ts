import { z } from 'zod';

/** Something that an integration is to do, the scopes that it needs for that, and the roles of its user. */
export const IntegrationTask = z.strictObject({
  name: z.string().min(1).max(75),
  scopes: z.array(z.string()).min(1),
  roles: z.array(z.string().min(1).max(75)).default([]),
});
export type IntegrationTask = z.infer<typeof IntegrationTask>;

/** Roles, and a permission that only a person can give, that go with any of some scopes. */
export const RoleDefault = z.strictObject({
  scopes: z.array(z.string()).min(1),
  roles: z.array(z.string().min(1).max(75)).default([]),
  permissions: z.string().min(1).max(200).optional(),
});
export type RoleDefault = z.infer<typeof RoleDefault>;

const task = (name: string, ...scopes: string[]): IntegrationTask => ({ name, scopes, roles: [] });

/** What integrations do, by the scopes of the default catalogue. An organization with other work lists its own. */
export const DEFAULT_TASKS: readonly IntegrationTask[] = [
  task('Read spreadsheets', 'Spreadsheets (Read)'),
  task('Write spreadsheets', 'Spreadsheets (Write)'),
  task('Read documents', 'Documents (Read)'),
  task('Write documents', 'Documents (Write)'),
  task('Read presentations', 'Presentations (Read)'),
  task('Write presentations', 'Presentations (Write)'),
  task('Read files', 'Files (Read)'),
  task('Upload files', 'Files (Write)'),
  task('Read integrated risk data', 'Graph (Read)'),
  task('Write integrated risk data', 'Graph (Write)'),
  task('Load Wdata tables', 'Wdata tables (Read)', 'Wdata tables (Write)'),
  task('Query Wdata', 'Wdata tables (Read)', 'Wdata queries (Read)'),
  task('Refresh Wdata connections', 'Wdata connections (Read)', 'Wdata connections (Write)'),
  task('Run Chains', 'Chains (Read)', 'Chains (Write)'),
  task('Manage tasks', 'Tasks (Read)', 'Tasks (Write)'),
  task('Set milestones', 'Milestones (Read)', 'Milestones (Write)'),
  task('Manage permissions', 'Permissions (Read)', 'Permissions (Write)'),
  task('Read activities', 'Activities (Read)'),
  task('Manage users', 'Organization (Admin) (Read)', 'Organization (Admin) (Write)'),
  task('Manage workspace members', 'Workspace (Read)', 'Workspace (Write)'),
];
