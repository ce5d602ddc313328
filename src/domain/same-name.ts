/** Whether two names are one: Workiva’s users, workspaces and roles are the same whatever their capitals. */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
