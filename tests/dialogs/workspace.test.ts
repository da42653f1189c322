import { describe, expect, it } from 'vitest';
import { DIRECT_TOPICS, readDirectCommand } from '../../src/dialogs/direct-command.js';
import { knowledge, talk } from '../talk.js';

const WEBSITE = 'https://chat.example.org';
const workspace = (language = 'en') => talk({ language, workspace: true, website: WEBSITE });

describe('in a workspace', () => {
  it('says once, in the first answer, who else can read it, and offers the website', async () => {
    const person = workspace();

    const first = await person.says('what if ice comes to my home');
    const second = await person.says('and at work?');

    expect(first.text).toContain('The owner of this workspace can read');
    expect(first.text).toContain(WEBSITE);
    expect(second.text).not.toContain('The owner of this workspace');
  });

  it('says it after what to do in an emergency', async () => {
    const heard = await workspace('es').says('la migra esta en mi puerta ahora');

    expect(heard.emergency).toBe(true);
    expect(heard.messages).toBe(1);
    expect(heard.replies[0]?.blocks.at(-1)).toMatchObject({ kind: 'paragraph' });
    expect(heard.text).toContain('Quien administra este espacio de trabajo');
  });

  it('offers no address where none is set', async () => {
    const heard = await talk({ workspace: true }).says('hello');

    expect(heard.text).toContain('Write no names');
    expect(heard.text).not.toContain('{website}');
  });

  it('says nothing of workspaces elsewhere', async () => {
    expect((await talk().says('what if ice comes to my home')).text).not.toContain('workspace');
  });

  it('offers a card and the sources under an answer', async () => {
    const heard = await workspace().says('what if ice comes to my home');

    expect(heard.choices.map(({ id }) => id)).toEqual(expect.arrayContaining(['command:card', 'command:current']));
  });
});

describe('a card for a client', () => {
  it.each([
    'card for a client',
    'Card for a client.',
    'make a card',
  ])('%s: the answer without buttons', async (says) => {
    const person = workspace();
    await person.says('my cousin Ramiro asks what he can do if ice comes to his home');

    const heard = await person.says(says);

    const card = heard.replies.at(-1);
    expect(card).toMatchObject({ topic: 'rights.home', choices: [] });
    expect(JSON.stringify(card)).not.toContain('Ramiro');
    expect(JSON.stringify(card)).toContain('not legal advice');
    expect(JSON.stringify(card)).toContain(WEBSITE);
    expect(heard.replies[0]?.choices.map(({ label }) => label)).toContain('Card in Español');
  });

  it("is made in the client's language, and the helper's language stays", async () => {
    const person = workspace();
    await person.says('what if ice comes to my home');

    const heard = await person.says('card in spanish');

    expect(heard.replies.map(({ language }) => language)).toEqual(['en', 'es']);
    expect((await person.says('menu')).language).toBe('en');
  });

  it('without an answer says what to do', async () => {
    expect((await workspace().says('card for a client')).text).toContain('no answer yet to make a card of');
    const person = workspace();
    await person.says('hello');
    expect((await person.taps('command:card')).text).toContain('no answer yet to make a card of');
  });
});

describe('is this current?', () => {
  it.each([
    ['en', 'is this current?', 'Not yet reviewed by a lawyer', 'The next check is due by'],
    ['es', '¿está al día?', 'Todavía no lo ha revisado', 'La próxima revisión'],
  ])('%s: sources, dates and reviewer of the last answer', async (language, says, review, due) => {
    const person = workspace(language);
    const answer = await person.says(language === 'en' ? 'can ice enter my home' : 'puede entrar la migra a mi casa');

    const heard = await person.says(says);

    expect(heard.topic).toBe(answer.topic);
    expect(heard.sources).toEqual(answer.sources);
    const words = heard.text.replace(/\s+/g, ' ');
    expect(words).toContain(review);
    expect(words).toContain(due);
    expect(heard.choices.map(({ id }) => id)).not.toContain('command:current');
  });

  it('names the overdue answer as overdue', async () => {
    const person = talk({ workspace: true, now: '2029-01-01T00:00:00Z' });
    await person.says('can ice enter my home');

    expect((await person.says('is this still true?')).text).toContain('out of date');
  });

  it('without an answer says what to do', async () => {
    expect((await workspace().says('is this current?')).text).toContain('no answer yet whose sources');
  });
});

describe('direct commands', () => {
  it.each([
    ['rights chicago home', 'rights.home', 'chicago'],
    ['/rights chicago home', 'rights.home', 'chicago'],
    ['rights home new york', 'rights.home', 'new-york'],
    ['derechos trabajo', 'rights.work', null],
    ['Rights', 'rights.overview', null],
    ['police houston', 'police.cooperation', 'houston'],
    ['redadas chicago', 'raids.status', 'chicago'],
  ])('%s', async (says, topic, place) => {
    expect(await talk().says(says)).toMatchObject({ topic, ...(place ? { place } : {}) });
  });

  it.each([
    'rights of my cousin in jail',
    'police took my brother',
    'rights home work',
    'raids are scary',
  ])('%s is a question, not a command', (says) => {
    expect(readDirectCommand(says, false, ['en', 'es'])).toBeNull();
  });

  it('name topics that exist', () => {
    for (const topic of DIRECT_TOPICS) expect([...knowledge().content.topics.keys()]).toContain(topic);
  });

  it('never come before an emergency', async () => {
    expect((await talk().says('police at my home now')).emergency).toBe(
      (await talk().says('the police are at my home now')).emergency,
    );
    expect((await talk().says('ice is at my door')).emergency).toBe(true);
  });
});
