/** Answers the contents of a file. */
export type ReadFile = (path: string) => string;

/** Variables by name; one that is not set is missing. */
export type Env = Record<string, string | undefined>;

/** The variables that a file may hold instead. `REDIS_URL` is among them because it may carry a password. */
export const SECRETS = [
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'WORKIVA_CLIENT_SECRET',
  'REDIS_URL',
  'GRANTDESK_CODES_KEY',
] as const;

/** One of them, or the key that only the commands read which write reports. */
export type Secret = (typeof SECRETS)[number] | 'GRANTDESK_REPORT_KEY';

/** Takes each secret from its own variable or from the file that `…_FILE` names; `unread` holds those whose file gave none. */
export function resolveSecrets(env: Env, names: readonly Secret[], readFile: ReadFile) {
  const values: Env = { ...env };
  const faults: string[] = [];
  const unread = new Set<string>();
  for (const name of names) {
    const path = env[`${name}_FILE`];
    if (path === undefined) continue;
    if (env[name] !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
      continue;
    }
    const content = contentOf(path, readFile);
    if (content.fault === undefined) values[name] = content.text;
    else {
      unread.add(name);
      faults.push(`${name}_FILE ${content.fault}`);
    }
  }
  return { values, faults, unread };
}

function contentOf(path: string, readFile: ReadFile): { text: string; fault?: undefined } | { fault: string } {
  // Somebody may have put the secret itself where its path belongs: only what looks like a path is repeated.
  const file = /^(\.{0,2}\/|[A-Za-z]:\\)/.test(path) ? path : 'what it names';
  try {
    const text = readFile(path).trim();
    return text === '' ? { fault: `names an empty file (${file}). Put the secret into it.` } : { text };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${error.code})` : '';
    return { fault: `cannot be read: ${file}${code}. Give the path of a file that this process may read.` };
  }
}
