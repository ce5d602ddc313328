/** What one check found. The sentence says what is so, and where something is wrong, what to do. */
export type Finding = { area: string; state: 'ok' | 'warning' | 'fault'; sentence: string };

/** Makes the findings of one area. */
export function findings(area: string) {
  const of = (state: Finding['state']) => (sentence: string) => ({ area, state, sentence }) satisfies Finding;
  return { ok: of('ok'), warning: of('warning'), fault: of('fault') };
}

const MARKS: Record<Finding['state'], string> = { ok: '✓', warning: '!', fault: '✗' };

/** One finding as one line. */
export const lineOf = ({ area, state, sentence }: Finding): string =>
  `${MARKS[state]} ${area}: ${sentence.replace(/\s+/g, ' ')}`;

/** Takes out of a text whatever of these it holds, however it came there. */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>(
    (clean, secret) => (secret === undefined || secret.length < 8 ? clean : clean.replaceAll(secret, '[removed]')),
    text,
  );
}
