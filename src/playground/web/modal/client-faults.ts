import type { types as slack } from '@slack/bolt';
import type { Entry } from '../blocks/host.tsx';

const LONGEST = 3_000;

/** What Slack's client itself objects to before it sends a form, for one field. */
export function clientFault(block: slack.InputBlock, entry: Entry | undefined): string | undefined {
  if (entry === undefined || entry.length === 0) {
    return block.optional === true ? undefined : 'Please complete this required field.';
  }
  const { element } = block;
  if (typeof entry !== 'string') {
    const most = 'max_selected_items' in element ? element.max_selected_items : undefined;
    return most !== undefined && entry.length > most ? `Choose at most ${most}.` : undefined;
  }
  switch (element.type) {
    case 'plain_text_input':
      return faultOfLength(entry, element.min_length ?? 0, element.max_length ?? LONGEST);
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(entry) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(entry) ? undefined : 'Please enter a valid URL.';
    case 'number_input':
      return faultOfNumber(element, entry);
    default:
      return undefined;
  }
}

function faultOfLength(text: string, least: number, most: number): string | undefined {
  if (text.length < least) return `Please enter at least ${least} characters.`;
  return text.length > most ? `Please enter at most ${most} characters.` : undefined;
}

function faultOfNumber(element: slack.NumberInput, text: string): string | undefined {
  const number = Number(text);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) return `At least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `At most ${element.max_value}.`;
  return undefined;
}
