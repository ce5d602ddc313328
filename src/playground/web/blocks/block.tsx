import type { types as slack } from '@slack/bolt';
import type { Block } from '../../slack/types.ts';
import { ElementView, Unknown } from './element.tsx';
import { placeOf } from './elements.ts';
import { Formatted } from './formatted.tsx';
import { InputBlock } from './input-block.tsx';
import { RichText } from './rich-text.tsx';

/** Blocks of a message, a modal or a Home tab. What they do is up to the host around them. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <OneBlock key={block.block_id && block.type === 'input' ? block.block_id : index} block={block} />
      ))}
    </div>
  );
}

function OneBlock({ block }: { block: Block }) {
  switch (block.type) {
    case 'header':
      return (
        <h3 className="block-header">
          <Formatted text={block.text} />
        </h3>
      );
    case 'section':
      return <Section block={block} />;
    case 'context':
      return <Context block={block} />;
    case 'divider':
      return <hr />;
    case 'actions':
      return (
        <div className="block-actions">
          {block.elements.map((element) => (
            <ElementView key={element.action_id} element={element} placed={placeOf(block, element)} dispatches />
          ))}
        </div>
      );
    case 'input':
      return <InputBlock block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'image':
      return <Picture image={block} />;
    default:
      return <Unknown what={block.type} />;
  }
}

function Section({ block }: { block: slack.SectionBlock }) {
  const { text, fields, accessory } = block;
  return (
    <div className="section">
      <div className="section-words">
        {text && (
          <div>
            <Formatted text={text} />
          </div>
        )}
        {fields && (
          <div className="fields">
            {fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no other identity
              <div key={index}>
                <Formatted text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'image' && <Picture image={accessory} />}
      {accessory && accessory.type !== 'image' && (
        <div className="accessory">
          <ElementView element={accessory} placed={placeOf(block, accessory)} dispatches />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { block: slack.ContextBlock }) {
  return (
    <div className="context">
      {block.elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: elements of a context have no other identity
        <span key={index}>{element.type === 'image' ? <Picture image={element} /> : <Formatted text={element} />}</span>
      ))}
    </div>
  );
}

/** A picture of this page's own server; pictures from elsewhere are named, not loaded. */
function Picture({ image }: { image: slack.ImageBlock | slack.ImageElement }) {
  const url = 'image_url' in image ? image.image_url : undefined;
  const isOurs = url !== undefined && new URL(url, location.href).origin === location.origin;
  if (!isOurs) return <span className="hint">Picture: {image.alt_text}</span>;
  return <img className="picture" src={url} alt={image.alt_text} />;
}
