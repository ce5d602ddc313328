import { ButtonElement } from './button.tsx';
import { Checkboxes, RadioButtons } from './choices.tsx';
import { DatePicker } from './date-picker.tsx';
import type { Element, ElementProps } from './elements.ts';
import { OverflowElement } from './overflow.tsx';
import { SelectElement } from './select.tsx';
import { TextInput } from './text-input.tsx';

/** Any interactive element, by its type. */
export function ElementView(props: ElementProps<Element>) {
  const { element, placed } = props;
  switch (element.type) {
    case 'button':
      return <ButtonElement element={element} placed={placed} />;
    case 'overflow':
      return <OverflowElement element={element} placed={placed} />;
    case 'radio_buttons':
      return <RadioButtons {...props} element={element} />;
    case 'checkboxes':
      return <Checkboxes {...props} element={element} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DatePicker {...props} element={element} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextInput {...props} element={element} />;
    case 'static_select':
    case 'external_select':
    case 'users_select':
    case 'conversations_select':
    case 'channels_select':
    case 'multi_static_select':
    case 'multi_external_select':
    case 'multi_users_select':
    case 'multi_conversations_select':
    case 'multi_channels_select':
      return <SelectElement {...props} element={element} />;
    default:
      return <Unknown what={element.type} />;
  }
}

/** Says that the playground does not show something, instead of leaving it out. */
export function Unknown({ what }: { what: string }) {
  return <p className="hint">The playground does not show “{what}”. Slack does.</p>;
}
