const SHORTEST = 8;
const REMEMBERED = 4;
const REMOVED = '[removed]';

/** Knows the secrets in use, so that what comes from outside can be cleaned before anybody sees it. */
export type Secrets = {
  /** Adds one; only the newest few are remembered beside the first. */
  add(secret: string): void;
  /**
   * The text without any known secret, however it is spelled, and without whatever follows the words Bearer and Basic. Of
   * a text that hides one in an unusual spelling nothing is left.
   */
  remove(text: string): string;
  /** The same for every text in a parsed body, the names of its fields included. */
  removeIn(body: unknown): unknown;
};

/** Starts with the secret that never changes. Secrets under 8 characters are too likely to be ordinary words. */
export function createSecrets(lasting: string): Secrets {
  const fixed = spellingsOf(lasting);
  let recent: Spelling[][] = [];
  const known = () => [fixed, ...recent].flat();

  const remove = (text: string): string => {
    const clean = known().reduce(
      withoutSpelling,
      text.replace(BEARER, `$1 ${REMOVED}`).replace(BASIC, `$1 ${REMOVED}`),
    );
    const plain = decoded(clean);
    return plain !== clean && known().some(({ spelling }) => plain.includes(spelling)) ? REMOVED : clean;
  };

  const removeIn = (body: unknown): unknown => {
    if (typeof body === 'string') return remove(body);
    if (Array.isArray(body)) return body.map(removeIn);
    if (typeof body !== 'object' || body === null) return body;
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [remove(name), removeIn(value)]));
  };

  return {
    add(secret) {
      recent = [spellingsOf(secret), ...recent].slice(0, REMEMBERED);
    },
    remove,
    removeIn,
  };
}

const BEARER = /\b(bearer)\s+[\w.~+/=-]{8,}/gi;
const BASIC = /\b(basic)\s+[\w.~+/=-]{16,}/gi;

/** One spelling of a secret. `inWord`: it is a part of a longer word, of which nothing may stay. */
type Spelling = { spelling: string; inWord: boolean };

function withoutSpelling(text: string, { spelling, inWord }: Spelling): string {
  return inWord ? withoutWordsOf(text, spelling) : text.replaceAll(spelling, REMOVED);
}

const WORD_CHARACTER = /[\w+/-]/;
const REST_OF_WORD = /[\w+/-]*=*/y;

/** Looks from each place of the part to both sides, never twice at the same: the time it takes grows with the text alone. */
function withoutWordsOf(text: string, part: string): string {
  let clean = '';
  let done = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, done)) {
    let from = at;
    while (from > done && WORD_CHARACTER.test(text.charAt(from - 1))) from -= 1;
    clean += text.slice(done, from) + REMOVED;
    REST_OF_WORD.lastIndex = at + part.length;
    REST_OF_WORD.test(text);
    done = REST_OF_WORD.lastIndex;
  }
  return clean + text.slice(done);
}

/** As it is, as a URL and a form spell it, and as it stands in the middle of something in base64, such as basic access. */
function spellingsOf(secret: string): Spelling[] {
  if (secret.length < SHORTEST) return [];
  const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
  const inBase64 = [0, 1, 2].map((before) => base64Of(secret, before));
  const inUrl = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [
    ...[...new Set([secret, encodeURIComponent(secret), inForm])].map((spelling) => ({ spelling, inWord: false })),
    ...[...new Set([...inBase64, ...inUrl])].map((spelling) => ({ spelling, inWord: true })),
  ];
}

/** The characters of the base64 that are the same whatever follows, and whatever stands in so many bytes before. */
function base64Of(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** How often a text may have been escaped, one way in the other. */
const ROUNDS = 3;

/** A text without the escapes of JSON, URLs and HTML. */
function decoded(text: string): string {
  let plain = text;
  for (let round = 0; round < ROUNDS && /[\\%&]/.test(plain); round += 1) plain = decodedOnce(plain);
  return plain;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodedOnce(text: string): string {
  return text
    .replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gi, (_, long?: string, short?: string, plain = '') =>
      characterOf(long ?? short, 16, plain),
    )
    .replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
    .replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi, (all: string, hex?: string, decimal?: string, name = '') =>
      characterOf(hex ?? decimal, hex === undefined ? 10 : 16, NAMED[name.toLowerCase()] ?? all),
    );
}

function characterOf(digits: string | undefined, base: number, otherwise: string): string {
  const code = Number.parseInt(digits ?? '', base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
