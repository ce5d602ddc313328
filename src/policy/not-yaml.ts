import { type Document, isMap, isNode, isSeq, type YAMLParseError } from 'yaml';

/** Something about a text as a whole, and the offset into it where that shows. */
type TextFault = { offset: number; fault: string };

/** Says what a text is instead of keys with their values; nothing where it has some. */
export function notYaml(text: string, document: Document): TextFault | undefined {
  const found = foreignText(text) ?? otherContents(text, document);
  if (!found) return undefined;
  const fault = `the file: write keys with their values, in YAML or JSON, such as “version: 1”: this is ${found.what}`;
  return { offset: found.offset, fault };
}

type Found = { offset: number; what: string };

/** What a browser or another program reads, and YAML never holds. */
function foreignText(text: string): Found | undefined {
  // U+FFFD stands where the bytes of the file are no UTF-8.
  const binary = [...'\0\uFFFD'].map((character) => text.indexOf(character)).filter((at) => at >= 0);
  if (binary.length > 0) return { offset: Math.min(...binary), what: 'no text in UTF-8, from here on' };
  const markup = /^[\s\uFEFF]*<[a-z!?/]/i.exec(text);
  return markup ? { offset: markup[0].indexOf('<'), what: 'HTML or XML' } : undefined;
}

function otherContents(text: string, { contents, errors }: Document): Found | undefined {
  const offset = isNode(contents) ? (contents.range?.[0] ?? 0) : 0;
  // Where the very first words are no key, all the rest is none either.
  const isNone = errors.some(({ pos: [at] }) => at <= offset);
  if (isMap(contents) && !isNone) return undefined;
  if (text.trim() === '') return { offset, what: 'empty' };
  if (isNone) return { offset, what: 'neither, from its first words on' };
  if (isSeq(contents)) return { offset, what: 'a list' };
  return { offset, what: contents === null ? 'nothing but comments' : 'a single value' };
}

/** What the parser cannot read. Where it has lost its way once, its further faults follow from that, and are only counted. */
export function syntaxFaults(errors: readonly YAMLParseError[]): TextFault[] {
  const lost = errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  const told = lost < 0 ? errors : errors.slice(0, lost + 1);
  const rest = errors.length - told.length;
  return told.map(({ message, pos: [offset] }, at) => {
    const [first = ''] = message.split('\n');
    const words = first.replace(/ at line \d+, column \d+:?$/, '');
    const more = at === lost && rest > 0 ? `. Mend this first: it may be why ${rest} more cannot be read after it` : '';
    return { offset, fault: `${words}${more}` };
  });
}
