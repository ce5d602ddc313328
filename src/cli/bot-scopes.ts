/** The scopes that the app's bot token needs, as manifest.yml asks for them. */
export const BOT_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'im:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];
