const SHORTEST = 8;
const REMEMBERED = 4;

/** Knows the secrets in use, so that text from outside can be cleaned before anybody sees it. */
export type Secrets = {
  /** Adds one; only the newest few are remembered beside the first. */
  add(secret: string): void;
  /** The text with every known secret, and whatever follows the word Bearer, replaced. */
  remove(text: string): string;
};

/** Starts with the secret that never changes. Secrets under 8 characters are too likely to be ordinary words. */
export function createSecrets(lasting: string): Secrets {
  let recent: string[] = [];
  return {
    add(secret) {
      recent = [secret, ...recent].slice(0, REMEMBERED);
    },
    remove(text) {
      return [lasting, ...recent]
        .filter((secret) => secret.length >= SHORTEST)
        .flatMap((secret) => [secret, encodeURIComponent(secret)])
        .reduce((clean, secret) => clean.replaceAll(secret, '[removed]'), text)
        .replace(/\b(bearer)\s+[\w.~+/=-]{8,}/gi, '$1 [removed]');
    },
  };
}
