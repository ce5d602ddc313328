import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { types as slack } from '@slack/bolt';
import { type Bench, modal, plain, startBench, textInput } from './with-bolt.ts';

const fruit = (text: string) => ({ text: plain(text), value: text.toLowerCase() });

const fruitSelect: slack.InputBlock = {
  type: 'input',
  block_id: 'fruit',
  label: plain('Fruit'),
  dispatch_action: true,
  element: { type: 'static_select', action_id: 'fruit.pick', options: [fruit('Apple'), fruit('Pear')] },
};

const form = modal([textInput('purpose', 'Purpose'), fruitSelect]);

describe('A person in a modal', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
    bench.app.command('/grant', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form });
    });
  });

  afterEach(() => bench.stop());

  async function opened() {
    const ada = bench.slack.as('U0ADA');
    await ada.command('/grant');
    await bench.slack.until(() => ada.modal, 'the form');
    return ada;
  }

  it('sees the modal that a command opens', async () => {
    const ada = await opened();
    expect(ada.modal?.view).toMatchObject({ title: plain('A form') });
    expect(bench.slack.as('U0BOB').modal).toBeUndefined();
  });

  it('keeps everything typed when the app finds errors, and sends it again corrected', async () => {
    const seen: unknown[] = [];
    bench.app.view('form', async ({ ack, view }) => {
      const { value } = view.state.values.purpose?.['purpose.text'] ?? {};
      seen.push(value);
      if (value === 'no') await ack({ response_action: 'errors', errors: { purpose: 'Say more.' } });
      else await ack();
    });
    const ada = await opened();

    const refused = await ada.submit({ Purpose: 'no', fruit: 'Pear' });
    expect(refused.errors).toEqual({ purpose: 'Say more.' });
    expect(ada.modal?.errors).toEqual({ purpose: 'Say more.' });
    expect(ada.modal?.values.fruit?.['fruit.pick']?.selected_option).toEqual(fruit('Pear'));

    const accepted = await ada.submit({ purpose: 'To read reports' });
    expect(accepted.errors).toBeUndefined();
    expect(ada.modal).toBeUndefined();
    expect(seen).toEqual(['no', 'To read reports']);
  });

  it('is told of a required field by its label before anything is sent', async () => {
    const ada = await opened();
    await expect(ada.submit()).rejects.toThrow('"Purpose" is required; "Fruit" is required');
    expect(ada.modal).toBeDefined();
  });

  it.each([
    ['plain_text_input', { min_length: 3 }, 'ab', 'needs at least 3 characters'],
    ['plain_text_input', { max_length: 3 }, 'abcd', 'takes at most 3 characters'],
    ['plain_text_input', {}, 'x'.repeat(3001), 'takes at most 3000 characters'],
    ['email_text_input', {}, 'ada', 'needs an email address'],
    ['url_text_input', {}, 'example.com', 'needs a URL'],
    ['number_input', { is_decimal_allowed: false }, '1.5', 'needs a whole number'],
    ['multi_users_select', { max_selected_items: 1 }, ['U0ADA', 'U0BOB'], 'takes at most 1 items'],
  ])('cannot submit a %s of %j with what does not fit', async (type, more, value, why) => {
    const element = { type, action_id: 'enter', ...more } as unknown as slack.PlainTextInput;
    bench.app.command('/field', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal([textInput('field', 'Field', { element })]) });
    });
    const ada = bench.slack.as('U0ADA');
    await ada.command('/field');
    await bench.slack.until(() => ada.modal, 'the field');
    await expect(ada.submit({ Field: value })).rejects.toThrow(`"Field" ${why}`);
  });

  it('has a view that only an update of the newest hash, or without one, changes', async () => {
    const ada = await opened();
    const { id = '', hash = '' } = ada.modal ?? {};
    const { client } = bench.app;
    await client.views.update({ view_id: id, hash, view: modal([], { external_id: 'only' }) });
    const late = client.views.update({ view_id: id, hash, view: form });
    await expect(late).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
    await client.views.update({ external_id: 'only', view: modal([]) });
    expect(ada.modal?.view.blocks).toEqual([]);
  });

  it('cannot choose what is not offered', async () => {
    const ada = await opened();
    expect(() => ada.fill({ fruit: 'Plum' })).toThrow('has no option "Plum", only "Apple", "Pear"');
    expect(() => ada.fill({ colour: 'red' })).toThrow('there is no field colour');
  });

  it('sees a failure when the app names an error for a block that is no input', async () => {
    bench.app.view('form', ({ ack }) => ack({ response_action: 'errors', errors: { elsewhere: 'No.' } }));
    const ada = await opened();
    await expect(ada.submit({ purpose: 'x', fruit: 'Apple' })).rejects.toThrow('which is not an input block');
  });

  it('sees a failure when the app answers with a view that Slack refuses', async () => {
    bench.app.view('form', ({ ack }) =>
      ack({ response_action: 'update', view: modal([], { title: plain('x'.repeat(25)) }) }),
    );
    const ada = await opened();
    await expect(ada.submit({ purpose: 'x', fruit: 'Apple' })).rejects.toThrow('less than 25 characters');
  });

  it('keeps what was typed where an update leaves the field as it was, and gets initial values for new ones', async () => {
    const season = textInput('season', 'Season', {
      element: { type: 'plain_text_input', action_id: 'season.text', initial_value: 'Autumn' },
    });
    bench.app.action('fruit.pick', async ({ ack, body, client }) => {
      await ack();
      const { id, hash } = (body as { view: { id: string; hash: string } }).view;
      await client.views.update({ view_id: id, hash, view: modal([...form.blocks, season] as slack.KnownBlock[]) });
    });
    const ada = await opened();
    ada.fill({ purpose: 'Pies' });
    await ada.choose('fruit.pick', 'apple');
    await bench.slack.until(() => ada.modal?.view.blocks.length === 3, 'the season');
    expect(ada.modal?.values).toMatchObject({
      purpose: { 'purpose.text': { value: 'Pies' } },
      fruit: { 'fruit.pick': { selected_option: fruit('Apple') } },
      season: { 'season.text': { value: 'Autumn' } },
    });
  });

  it('goes from view to view by push, back by closing, and out by clear', async () => {
    const closed: string[] = [];
    bench.app.view('form', ({ ack }) =>
      ack({ response_action: 'push', view: modal([], { callback_id: 'second', notify_on_close: true }) }),
    );
    bench.app.view('second', ({ ack }) => ack({ response_action: 'clear' }));
    bench.app.view({ callback_id: 'second', type: 'view_closed' }, async ({ ack, view }) => {
      closed.push(view.callback_id);
      await ack();
    });
    const ada = await opened();

    await ada.submit({ purpose: 'x', fruit: 'Apple' });
    expect(ada.modals.map(({ view }) => view.callback_id)).toEqual(['form', 'second']);
    await ada.close();
    expect(closed).toEqual(['second']);
    expect(ada.modal?.view.callback_id).toBe('form');

    await ada.submit();
    await ada.submit();
    expect(ada.modal).toBeUndefined();
  });

  it('gets suggestions for an external select, and can choose among them only', async () => {
    const external: slack.InputBlock = {
      ...fruitSelect,
      element: { type: 'external_select', action_id: 'fruit.find', min_query_length: 1 },
    };
    bench.app.command('/find', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal([external]) });
    });
    bench.app.options('fruit.find', ({ ack, payload }) => ack({ options: [fruit(`${payload.value}berry`)] }));
    bench.app.action('fruit.find', ({ ack }) => ack());
    const ada = bench.slack.as('U0ADA');
    await ada.command('/find');
    await bench.slack.until(() => ada.modal, 'the finder');

    await expect(ada.choose('fruit.find', 'Blackberry')).rejects.toThrow('has no option');
    expect(await ada.suggest('fruit.find', 'Black')).toEqual([{ text: 'Blackberry', value: 'blackberry' }]);
    await ada.choose('fruit.find', 'Blackberry');
    expect(ada.modal?.values.fruit?.['fruit.find']?.selected_option).toEqual(fruit('Blackberry'));
  });
});
