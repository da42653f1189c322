import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPersonal } from '../../src/understanding/index.js';
import { knowledge } from '../talk.js';

const understand = (text: string, context = {}) => knowledge().understander.understand(text, context);

describe('danger that is happening now', () => {
  it.each([
    'ICE IS AT MY DOOR',
    'la migra esta afuera de mi casa',
    'estan tocando la puerta, es la migra',
    'migra!!',
    'ICE HERE',
    'ayuda',
    'they are banging on my door and they say police',
    'ice just grabbed my brother in the parking lot right now',
    'acaban de llevarse a mi papa',
    'they took my dad just now',
    'me estan parando los de ice',
    'ice is in the kitchen at my job right now',
    'la migra esta en mi trabajo ahorita',
    'ai biene la migra ya bienen entrando',
    'kieren entrar a mi casa, disen que son de inmigrasion',
    "my husband is threatening me with a knife and says he'll call ICE if i call the police",
    'I have a rope. there is nothing left for me if they deport me',
    'they wont let me leave the ICE office',
  ])('%s', (text) => {
    const { emergency, decision } = understand(text);

    expect(emergency).toBe(true);
    expect(decision).toMatchObject({ action: 'answer', topic: expect.stringMatching(/^emergency\./) });
  });
});

describe('what is supposed, past or asked in general is no emergency', () => {
  it.each([
    'what if ICE comes to my door',
    'si viene la migra que hago',
    'ice came to our building last year',
    'my cousin told me ice came to her work in march',
    'is ice in chicago today?',
    'can ice come in my house without a warrant',
    'que pasa si me para la migra en la calle',
    'they took my husband',
    'hay redadas este domingo?',
    'what is ice',
    'que es la migra',
    "I'm not suicidal, just worried about my case",
    'todavia no ha venido nadie, que debo saber',
    'me pararon en el 2018 y me soltaron, eso me afecta?',
  ])('%s', (text) => {
    expect(understand(text).emergency).toBe(false);
  });
});

describe('danger beside words that deny or belong to something else', () => {
  it.each([
    'vamos en la caja de un trailer no hay aire hay gente desmayada',
    'andamos perdidos en el desierto ya no hay agua mi prima no se levanta',
    'me corte las venas',
    'house on fire and im scared to call 911 bc no papers',
  ])('%s', (text) => {
    expect(understand(text).emergency).toBe(true);
  });
});

describe('language', () => {
  it.each([
    ['can ice come in my house', 'en'],
    ['puede la migra entrar a mi casa', 'es'],
    ['necesito abogado', 'es'],
    ['help my husband', 'en'],
  ])('%s is %s', (text, language) => {
    expect(understand(text).language).toBe(language);
  });
});

describe('a language that is not installed', () => {
  it.each([
    ['czy dzis sa naloty imigracyjne', 'pl'],
    ['policja pyta o papiery co mam robic', 'pl'],
    ['zabrali mojego meza', 'pl'],
    ['preciso de um advogado', 'pt'],
    ['o que eu faço se a imigração parar meu carro', 'pt'],
    ['estao batendo na porta', 'pt'],
    ['quels sont mes droits si ice vient', 'fr'],
    ['immigration est chez moi que faire', 'fr'],
    ['bonjour', 'fr'],
    ['polis la ap mande papye', 'ht'],
    ['kisa pou m fe', 'ht'],
    ['hinuli ang asawa ko', 'tl'],
    ['nasa labas ang immigration ano gagawin ko', 'tl'],
    ['toi can luat su mien phi', 'vi'],
    ['tôi cần luật sư', 'vi'],
    ['mujhe vakeel chahiye', 'hi'],
    ['में वकील चाहिए', 'hi'],
    ['مجھے وکیل چاہیے', 'ur'],
    ['أحتاج محامي', 'ar'],
    ['我需要律师', 'zh'],
    ['변호사가 필요해요', 'ko'],
    ['мені потрібен адвокат', 'uk'],
    ['мне нужен адвокат', 'ru'],
    ['mne nuzhen advokat', 'ru'],
  ])('%s is %s', (text, language) => {
    expect(understand(text).foreignLanguage).toBe(language);
  });

  it.each([
    'mama',
    'no se',
    'ok',
    'ice',
    'la migra',
    'pa donde voy',
    'se la llevo',
    'ta bien',
    'is it free',
    'my papa',
  ])('%s is none', (text) => {
    expect(understand(text).foreignLanguage).toBeNull();
  });
});

describe('answers that begin alike', () => {
  it.each([
    'hay abogados gratis de inmigracion',
    'are there lawyers who do immigration cases for free',
  ])('%s: no question back between them', (text) => {
    const { decision } = understand(text);

    expect(decision).toMatchObject({ action: 'answer', topic: expect.stringMatching(/^help\.(cost|lawyer)$/) });
  });
});

describe('a name in the question', () => {
  it.each(['Ramiro', 'Xochiquetzal', 'Wladyslaw'])('%s changes nothing', (name) => {
    const decide = (text: string) => understand(text).decision;

    expect(decide(`my name is ${name} can ice come in my house`)).toMatchObject({ topic: 'rights.home' });
  });
});

describe('places', () => {
  it.each([
    ['lawyer in chi town', 'chicago', 'city'],
    ['abogado en nueva york', 'new-york', 'city'],
    ['do the police in cicero work with ice', 'chicago', 'suburb'],
    ['lawyer 60608', 'chicago', 'city'],
    ['police in texas and ice', 'texas', 'state'],
  ])('%s', (text, id, kind) => {
    expect(understand(text).place).toMatchObject({ id, kind });
  });

  it.each([
    'house on fire',
    'is it safe to go to mass on sunday',
    'papers on me',
    'his bond is 15000',
    'bond of $20000',
    'me corte las venas',
  ])('finds no place in: %s', (text) => {
    expect(understand(text).place).toBeNull();
  });

  it.each([
    ['hous ton police', 'houston'],
    ['los angelos lawyers', 'los-angeles'],
    ['san fransisco', 'san-francisco'],
    ['chcago police', 'chicago'],
  ])('finds the place in: %s', (text, place) => {
    expect(understand(text).place?.id).toBe(place);
  });

  it('never takes the Spanish article for Los Angeles', () => {
    expect(understand('la migra la policia la ley').place).toBeNull();
  });
});

describe('any text', () => {
  it('gives a decision, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(['answer', 'clarify', 'refuse', 'out-of-scope']).toContain(understand(text).decision.action);
      }),
      { numRuns: 200 },
    );
  });

  it('masks a planted A-number wherever it stands', () => {
    const number = fc.integer({ min: 10_000_000, max: 999_999_999 });
    fc.assert(
      fc.property(number, fc.constantFrom('my number is ', 'mi numero A es ', ''), (digits, before) => {
        const text = `${before}A${String(digits).padStart(9, '0')} can you help`;
        expect(maskPersonal(text, understand(text).personal)).not.toContain(String(digits).padStart(9, '0'));
      }),
      { numRuns: 100 },
    );
  });
});
