import type { types as slack } from '@slack/bolt';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { DateToken, Emoji, Pieces, SafeLink } from './formatted.tsx';

type Rich = slack.RichTextBlock['elements'][number];
type Element = slack.RichTextElement;

/** A rich_text block. */
export function RichText({ block }: { block: slack.RichTextBlock }) {
  return (
    <div className="rich-text">
      {block.elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a block have no other identity
        <RichPart key={index} part={element} label={labelBefore(block.elements, index)} />
      ))}
    </div>
  );
}

/** The words before a value, which name its copy button. */
function labelBefore(elements: readonly Rich[], index: number): string {
  const before = elements[index - 1];
  return before?.type === 'rich_text_section' ? textOf(before.elements) : 'this';
}

function textOf(elements: readonly Element[]): string {
  return elements.map((element) => ('text' in element && element.text ? element.text : '')).join('');
}

function RichPart({ part, label }: { part: Rich; label: string }): ReactNode {
  switch (part.type) {
    case 'rich_text_section':
      return (
        <p>
          <Elements elements={part.elements} />
        </p>
      );
    case 'rich_text_quote':
      return (
        <blockquote>
          <Elements elements={part.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <div className="copyable">
          <pre className="preformatted">
            <Elements elements={part.elements} />
          </pre>
          <CopyButton text={textOf(part.elements)} label={label} />
        </div>
      );
    case 'rich_text_list': {
      const List = part.style === 'ordered' ? 'ol' : 'ul';
      return (
        <List className="rich-list" data-indent={part.indent ?? 0}>
          {part.elements.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of a list have no other identity
            <li key={index}>{'elements' in item && <Elements elements={item.elements as Element[]} />}</li>
          ))}
        </List>
      );
    }
  }
}

function Elements({ elements }: { elements: readonly Element[] }) {
  return (
    <>
      {elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of text have no other identity
        <RichElement key={index} element={element} />
      ))}
    </>
  );
}

function RichElement({ element }: { element: Element }): ReactNode {
  switch (element.type) {
    case 'text':
      return styled(<span className="as-typed">{element.text}</span>, element.style);
    case 'link':
      return styled(<SafeLink url={element.url}>{element.text ?? element.url}</SafeLink>, element.style);
    case 'emoji':
      return <Emoji name={element.name} />;
    case 'user':
      return <Pieces pieces={[{ kind: 'person', id: element.user_id }]} />;
    case 'usergroup':
      return <Pieces pieces={[{ kind: 'group', id: element.usergroup_id }]} />;
    case 'channel':
      return <Pieces pieces={[{ kind: 'channel', id: element.channel_id }]} />;
    case 'broadcast':
      return <Pieces pieces={[{ kind: 'everybody', name: element.range }]} />;
    case 'date':
      return <DateToken seconds={element.timestamp} format={element.format} fallback={element.fallback ?? ''} />;
    default:
      return null;
  }
}

type Style = { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean };

function styled(node: ReactNode, style: Style = {}): ReactNode {
  let shown = node;
  if (style.code) shown = <code className="inline-code">{shown}</code>;
  if (style.strike) shown = <s>{shown}</s>;
  if (style.italic) shown = <em>{shown}</em>;
  if (style.bold) shown = <strong>{shown}</strong>;
  return shown;
}
