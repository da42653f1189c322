import type { Classifier, LabelledText } from './classifier.js';
import { newReader } from './classifier.js';
import { GROUPS } from './features.js';
import { list } from './phrase-table.js';
import type { Word } from './text.js';

interface LanguageExample extends LabelledText {
  readonly language: string;
}

/** How much each word feature speaks for each language, in eighths of a nat, learnt from the examples. */
export function learnLanguages(classifier: Classifier, examples: readonly LanguageExample[]): Int8Array {
  const { languages } = classifier;
  const width = languages.length;
  const reader = newReader(classifier);
  const counts = new Float64Array(classifier.vocabulary.hashes.length * width);
  const sizes = new Float64Array(width);
  for (const example of examples) {
    const language = languages.indexOf(example.language);
    sizes[language] = (sizes[language] as number) + 1;
    for (const feature of reader.wordFeatures(example.words, example.hashed)) {
      // Meanings are the same in all languages: how often each asks of them is no mark of it.
      if (classifier.vocabulary.groups[feature] !== GROUPS.word) continue;
      const at = feature * width + language;
      counts[at] = (counts[at] as number) + 1;
    }
  }
  const weights = new Int8Array(counts.length);
  for (let at = 0; at < counts.length; at++) {
    const language = at % width;
    const first = at - language;
    let others = 0;
    let size = 0;
    for (let each = 0; each < width; each++) {
      if (each === language) continue;
      others += counts[first + each] as number;
      size += sizes[each] as number;
    }
    const own = ((counts[at] as number) + 0.5) / ((sizes[language] as number) + 1);
    const odds = Math.log(own / ((others + 0.5) / (size + 1)));
    weights[at] = Math.max(-24, Math.min(24, Math.round(odds * 8)));
  }
  return weights;
}

// Everyday words, and those of a question about raids, without their accents, as phones are typed on. What several
// languages share is carried by each of them.
const EVERYDAY: Readonly<Record<string, string>> = {
  en: `the, a, an, is, are, was, were, my, your, his, her, their, our, i, im, you, he, she, they, we, it, and, or, to, of, in,
    on, at, for, with, from, by, what, who, where, when, why, how, which, can, could, do, does, did, dont, should, would,
    will, if, not, this, that, there, here, have, has, had, be, been, need, help, about, get, got, me, them, him, out,
    right, now, please, thanks, hello, hi, want, know, find, tell, going, said, came, come, took, house, door, work,
    lawyer, police, rights, city, someone, anyone, kids, husband, wife, just, still, cant, whats, any, into, up, near,
    no, yes`,
  es: `el, la, los, las, un, una, unos, unas, es, son, esta, estan, estoy, soy, fue, era, mi, mis, tu, tus, su, sus, yo, el,
    ella, ellos, nos, nosotros, y, o, de, del, al, en, con, para, por, sin, sobre, que, quien, donde, cuando, cuanto,
    como, cual, cuales, puede, pueden, puedo, hacer, hago, tengo, tiene, tienen, hay, si, no, este, esto, eso, esa, ese,
    aqui, ahi, ahora, ahorita, ya, me, te, se, le, les, lo, ayuda, necesito, quiero, gracias, hola, favor, pero, porque,
    muy, mas, casa, puerta, trabajo, abogado, abogada, policia, derechos, ciudad, alguien, hijos, esposo, esposa, migra,
    llevaron, afuera, papeles, buenas, buenos, dias, tardes, noches, donde, pasa, paso, vinieron, viene, llego, a, anda,
    andan, redada, redadas, inmigracion, ser, ir, va, voy, vamos, estamos, tambien, hasta, desde, cuidado, mujer, hombre`,
  pt: `o, os, as, um, uma, e, nao, sim, voce, voces, meu, minha, meus, minhas, seu, sua, ele, ela, eles, eu, esta, estao,
    estou, sao, da, do, das, dos, em, no, na, nos, nas, com, para, por, que, quem, onde, quando, como, porta, ajuda,
    preciso, obrigado, obrigada, ola, oi, tem, tenho, policia, advogado, imigracao, aqui, agora, isso, muito, fazer,
    posso, pode, foi, levaram, direitos, casa, falo, portugues, batendo, prenderam, marido, filho, filhos, fui, vai,
    vou, vem, veio, vieram, chegou, chegaram, ficar, ficou, deixar, dizer, falar, diz, disse, quero, queria, saber,
    sei, acho, ter, tinha, seria, mais, mas, menos, mesmo, tambem, ainda, ja, hoje, ontem, amanha, depois, antes,
    sempre, nunca, ninguem, alguem, alguma, algum, nada, tudo, todos, outra, outro, pelo, pela, ao, aos, ate, sem,
    sobre, entre, qual, quais, quanto, custa, gratis, gratuito, dinheiro, trabalho, emprego, patrao, rua, carro, ligar,
    ligo, telefone, numero, documento, documentos, papeis, prender, preso, presa, prisao, prendeu, detido, detida,
    deportado, deportada, deportacao, batida, batidas, agentes, juiz, audiencia, ordem, fianca, medo, irmao, irma, mae,
    pai, esposa, mulher, homem, crianca, criancas, filha, filhas, escola, igreja, cidade, bairro, abrir, abro, entrar,
    assinar, assino, gravar, tirar, levar, levou, acharam, cade, gente, faco, faz, fez, devo, precisa, precisamos,
    entendo, ingles, brasileiro, brasileira, brasil, bom, boa, noite, tarde, pra, pro, num, numa, essa, esse, isto,
    aquele, la, me, se, lhe, imigrante, imigrantes, socorro`,
  fr: `le, la, les, un, une, des, du, de, et, ou, je, tu, il, elle, nous, vous, ils, mon, ma, mes, est, sont, suis, dans,
    avec, pour, par, sur, que, qui, quoi, quand, comment, pourquoi, ne, pas, aide, aidez, besoin, bonjour, coucou, merci,
    avocat, maison, porte, droits, ici, maintenant, ont, ai, avez, cest, jai, francais, parle, arrete, mari, femme,
    enfants, au, aux, etre, etait, sera, avoir, avait, aura, fait, faire, fais, faites, dois, doit, peut, peux,
    peuvent, puis, veux, voudrais, sais, savoir, dit, dire, parler, parlez, venir, viennent, venu, venus, vient, aller,
    va, vais, vont, alle, quel, quelle, quels, quelles, combien, chez, sans, contre, entre, apres, avant, toujours,
    jamais, rien, tout, tous, toute, autre, cette, ces, ce, cet, ca, leur, leurs, notre, votre, nos, vos, ses, son, sa,
    lui, eux, moi, toi, y, en, plus, moins, tres, bien, aussi, encore, deja, aujourdhui, hier, demain, soir, nuit,
    police, policier, policiers, rafle, rafles, descente, agents, mandat, juge, tribunal, papiers, carte, sejour,
    immigre, immigres, etranger, expulser, expulsion, expulse, arretes, arretee, arrestation, detenu, detenue, prison,
    caution, frere, soeur, mere, pere, fils, fille, famille, ecole, eglise, hopital, travail, patron, voiture, rue,
    ville, ouvrir, ouvre, entrer, signer, signe, appeler, appelle, telephone, numero, gratuit, gratuite, argent, peur,
    secours, urgence, monsieur, madame, svp, sil, plait, bonsoir, salut, perdu, perdue, francaise, cherche, trouver`,
  ht: `mwen, ou, li, nou, yo, pa, se, ki, kisa, kote, kijan, kilè, kile, poukisa, nan, ak, pou, ka, gen, te, ap, sa,
    mande, bezwen, ed, tanpri, bonjou, mesi, avoka, lapolis, imigrasyon, kay, pot, pitit, mari, madanm, kreyol, pale,
    yon, fe, fè, dwa, jodi, kounye, ale, vini, moun, eske, arete, map, wap, lap, nap, yap, pral, tap, genyen, pagen,
    fet, konnen, vle, ta, dwe, kapab, paka, kiles, konbyen, poutet, paske, men, avek, san, sou, anba, deye, devan,
    anndan, deyo, isit, la, lot, tout, anyen, okenn, chak, toujou, janm, anko, deja, demen, ye, aswe, maten, semen,
    polis, ajan, jij, tribinal, prizon, kenbe, pran, depote, depotasyon, papye, dokiman, kat, rezidan, vwazen, fre,
    manman, papa, fanmi, lekol, legliz, lopital, travay, machin, lari, vil, louvri, antre, siyen, rele, telefon,
    nimewo, gratis, lajan, pe, sekou, ijans, msye, zanmi, ayisyen, ayiti, frape, m, w, l, n, y`,
  pl: `nie, tak, jest, sa, czy, co, kto, gdzie, kiedy, jak, dlaczego, moj, moja, moje, mnie, mi, sie, na, w, z, ze, do,
    od, dla, po, i, ale, prosze, dziekuje, dzien, dobry, pomoc, pomocy, potrzebuje, mowisz, mowi, polsku, prawnik,
    prawnika, adwokat, policja, drzwi, dom, domu, prawa, teraz, tutaj, maz, zona, dzieci, zabrali, mam, moge, jestem,
    polski, jestesmy, jestescie, byl, byla, byli, bedzie, beda, maja, ma, mamy, moze, moga, mozna, musze, musi, trzeba,
    chce, chca, wiem, wie, robic, zrobic, robie, mowic, powiedziec, pyta, pytaja, pytanie, przyszli, przyszla,
    przyjdzie, przyjda, zatrzymali, zatrzymala, zatrzymany, aresztowali, aresztowany, deportacja, deportowany, naloty,
    nalot, imigracja, imigracyjny, imigracyjne, imigracyjna, imigracyjni, urzad, agenci, policji, policjant, sedzia,
    sad, sadu, rozprawa, nakaz, papiery, papierow, dokumenty, dokumentow, karta, pobytu, wiza, kaucja, wiezienie,
    areszt, brat, siostra, matka, mama, ojciec, tata, syn, corka, rodzina, szkola, szkole, kosciol, szpital, praca,
    pracy, szef, samochod, ulica, ulicy, miasto, miescie, otworzyc, otwierac, wejsc, podpisac, zadzwonic, dzwonic,
    telefon, numer, darmowy, darmo, bezplatny, pieniadze, ile, kosztuje, boje, strach, ratunku, ktory, ktora, ktore,
    kogo, komu, czego, czemu, dzis, dzisiaj, jutro, wczoraj, zawsze, nigdy, nic, wszystko, ktos, moich, mojego, mojej,
    mojemu, mu, jej, jego, ich, nam, nas, wam, was, ten, ta, te, tego, tej, tym, przez, przed, pod, nad, przy, bez, o,
    u, lub, oraz, bo, zeby, jesli, gdy, tylko, juz, jeszcze, bardzo, dobrze, panie, pani, pan, przepraszam`,
  tl: `ang, ng, mga, sa, ako, ikaw, siya, kami, kayo, sila, ko, mo, niya, namin, natin, nila, ay, at, na, hindi, oo, po,
    opo, ano, sino, saan, kailan, paano, bakit, may, wala, meron, kailangan, tulong, salamat, kumusta, bahay, pinto,
    abogado, pulis, ngayon, dito, anak, asawa, tagalog, kung, pwede, puwede, ba, naman, lang, ito, yung, nasa, akin,
    aking, iyo, iyong, kanya, kanyang, atin, amin, inyo, kanila, tayo, kita, nyo, ninyo, niyo, ka, nga, pa, rin, din,
    daw, raw, pala, kasi, dahil, para, pero, kapag, pag, habang, tapos, saka, lahat, walang, merong, mayroon, gusto,
    ayaw, dapat, bawal, puwedeng, pwedeng, gagawin, gawin, ginawa, ginagawa, sabihin, sinabi, sabi, tanong, pumunta,
    punta, dumating, darating, kinuha, hinuli, huli, nahuli, kulong, nakakulong, kumakatok, katok, pasok, pumasok,
    papasok, buksan, bukas, labas, loob, harap, likod, trabaho, amo, kalsada, kotse, eskwela, paaralan, simbahan,
    ospital, lungsod, papeles, papel, libre, magkano, bayad, pera, takot, natatakot, saklolo, kapatid, nanay, tatay,
    ina, ama, pamilya, kaibigan, tao, araw, gabi, umaga, mamaya, kanina, kahapon, pinoy, pilipino, pilipinas, kabayan,
    ho, abugado, karapatan, batas, hukom, korte, pirma, pumirma, tumawag, tawagan`,
  vi: `toi, khong, co, la, cua, va, cho, voi, nguoi, nay, duoc, lam, gi, ai, dau, khi, nao, sao, can, giup, luat, su,
    canh, sat, nha, chong, vo, con, cam, on, xin, chao, tieng, viet, nhung, cac, mot, bi, bat, di, tru, dang, trong,
    em, anh, chi, ong, ba, chung, ho, no, minh, ban, nuoc, my, phai, muon, biet, hoi, noi, den, ve, ra, vao, o, tai,
    tren, duoi, ngoai, sau, truoc, hom, qua, mai, bay, gio, ngay, dem, sang, chieu, rat, nhieu, it, tat, ca, moi, neu,
    thi, ma, vi, nhu, the, bao, tien, mien, phi, goi, dien, thoai, so, giay, to, nhap, cu, nhan, vien, quan, toa, an,
    tham, phan, lenh, truc, xuat, giam, tu, cha, me, gia, dinh, truong, hoc, benh, cong, viec, chu, xe, duong, pho,
    thanh, mo, ky, ten, quyen, cuu, loi`,
  // As typed in Latin letters; Urdu and Hindi are one spoken language, and told apart by their own letters only.
  hi: `mujhe, mera, meri, mere, hum, humein, hamara, hamare, aap, aapka, tum, woh, wo, yeh, ye, kya, kyun, kaun, kahan, kaha, kab,
    kaise, kitna, kitne, hai, hain, hoon, hun, tha, thi, raha, rahe, rahi, nahi, nahin, haan, ji, karo, karu, karun, karna, kar, kare,
    karein, chahiye, chahie, madad, vakeel, vakil, wakeel, ghar, darwaza, darwaze, bahar, andar, kaam, bacche, bachche, beta, beti,
    pati, patni, shauhar, biwi, bhai, behen, papa, mummy, aaye, aaya, aayi, gaye, gaya, pakad, pakda, giraftar, kagaz, kagzat,
    adhikar, sakte, sakta, sakti, ko, ka, ki, ke, se, mein, main, aur, par, toh, bhi, abhi, aaj, kal, kuch, koi, sab, dar, paisa,
    paise, muft, shukriya, dhanyavad, namaste, salaam, bolo, bol, hindi, urdu, wale, wala, wali, lekin, agar, baat, poochh, le`,
  ru: `ya, mne, menya, moi, moya, moyu, moego, muzh, muzha, zhena, zhenu, syn, doch, brat, sestra, mama, papa, nuzhen, nuzhna, nuzhno,
    pomogite, pomosh, pomoshch, advokat, advokata, yurist, policiya, politsiya, immigraciya, immigratsiya, dver, dveri, doma, dom,
    chto, kto, gde, kogda, kak, pochemu, skolko, est, net, da, ne, eto, oni, ona, on, vy, ty, my, nas, vas, ih, ego, delat, mogu,
    mozhno, prishli, prishel, zabrali, arestovali, arest, segodnya, zavtra, seychas, sejchas, spasibo, pozhaluysta, privet,
    zdravstvuyte, dokumenty, prava, pravo, sud, rabota, rabote, strashno, boyus, dobryy, dobryi, besplatno, besplatnyy, russkiy, govorite, po`,
};

// Letters that only one of our likely languages uses.
const LETTERS: readonly (readonly [language: string, pattern: RegExp])[] = [
  ['pl', /[ąćęłńśźżĄĆĘŁŃŚŹŻ]/u],
  ['vi', /[ăđơưĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u],
  ['pt', /[ãõÃÕ]|ção|ções|ê/u],
  ['fr', /[œŒùûÙÛèêÈÊ]|ç[aou]/u],
  ['ht', /[èò]/u],
  ['es', /[ñÑ¿¡]/u],
];

const words: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  for (const [language, line] of Object.entries(EVERYDAY)) {
    for (const word of new Set(list(line))) found.set(word, [...(found.get(word) ?? []), language]);
  }
  return found;
})();

/** What an utterance is written in. */
export interface DetectedLanguage {
  /** The installed language to go on in. */
  readonly language: string;
  /** A language recognised that is not installed, or null. */
  readonly foreign: string | null;
}

/**
 * @param features positions of the utterance's word features in the model's vocabulary.
 * @param weights from `learnLanguages`.
 * @param prior the conversation's language, if there is one.
 */
export function detectLanguage(
  text: string,
  utterance: readonly Word[],
  installed: readonly string[],
  prior: string | undefined,
  learnt: { readonly features: Int32Array; readonly weights: Int8Array; readonly languages: readonly string[] } | null,
): DetectedLanguage {
  const usual = prior && installed.includes(prior) ? prior : (installed[0] ?? 'en');
  const script = detectScript(text);
  if (script)
    return installed.includes(script) ? { language: script, foreign: null } : { language: usual, foreign: script };
  // "no" is everyone's: where each word is everyday in several installed languages, the conversation's own goes on.
  const isShared = (word: Word): boolean => sharedBy(word, installed) > 1;
  if (utterance.length > 0 && utterance.every(isShared)) return { language: usual, foreign: null };
  const greeting = learnt?.features.length === 0 ? soleLanguage(utterance, installed) : null;
  if (greeting) return { language: usual, foreign: greeting };
  const scores = new Map<string, number>();
  const raise = (language: string, by: number) => scores.set(language, (scores.get(language) ?? 0) + by);
  for (const word of utterance) {
    const languages = words.get(word.folded);
    if (languages) for (const language of languages) raise(language, 1 / languages.length ** 0.5);
  }
  for (const [language, pattern] of LETTERS) if (pattern.test(text)) raise(language, 1.5);
  if (learnt) addLearnt(learnt, raise);
  raise(usual, prior !== undefined && utterance.length === 1 ? ONE_WORD_PRIOR : PRIOR);
  return choose(scores, installed, usual, utterance.length);
}

const LEAST_LETTERS = 4;

/** The one language that is not installed and has all of the few words ("bonjour"); null where there is none. */
function soleLanguage(utterance: readonly Word[], installed: readonly string[]): string | null {
  if (utterance.length === 0 || utterance.some((word) => word.folded.length < LEAST_LETTERS)) return null;
  const [first, ...rest] = utterance.map((word) => words.get(word.folded) ?? []);
  const shared = (first ?? []).filter((language) => rest.every((languages) => languages.includes(language)));
  const [only] = shared;
  return shared.length === 1 && only !== undefined && !installed.includes(only) ? only : null;
}

const PRIOR = 0.6;
/** Two languages share the stems of many a single word ("adulto", "adult"): that alone changes no conversation's language. */
const ONE_WORD_PRIOR = 1.2;

function sharedBy(word: Word, installed: readonly string[]): number {
  return (words.get(word.folded) ?? []).filter((language) => installed.includes(language)).length;
}

function addLearnt(
  learnt: { readonly features: Int32Array; readonly weights: Int8Array; readonly languages: readonly string[] },
  raise: (language: string, by: number) => void,
): void {
  const width = learnt.languages.length;
  learnt.languages.forEach((language, each) => {
    let sum = 0;
    for (const feature of learnt.features) sum += (learnt.weights[feature * width + each] as number) / 8;
    raise(language, Math.max(-2, Math.min(4, sum * 0.2)));
  });
}

function choose(
  scores: ReadonlyMap<string, number>,
  installed: readonly string[],
  usual: string,
  wordCount: number,
): DetectedLanguage {
  let own = usual;
  let foreign: string | null = null;
  const scoreOf = (language: string | null) => (language === null ? 0 : (scores.get(language) ?? 0));
  for (const [language, score] of scores) {
    if (installed.includes(language)) {
      if (score > scoreOf(own)) own = language;
    } else if (score > scoreOf(foreign)) foreign = language;
  }
  // Installed languages get the benefit of the doubt: a wrong "we do not speak that" turns a person away.
  const isForeign = scoreOf(foreign) >= 1.4 && scoreOf(foreign) > scoreOf(own) + 0.4 + 0.02 * wordCount;
  return { language: own, foreign: isForeign ? foreign : null };
}

const UKRAINIAN = /[іїєґІЇЄҐ]/u;
const URDU = /[ٹڈڑںےھگچپک]/u;

/** The language that a script speaks for, when at least half of the letters are in it. */
function detectScript(text: string): string | null {
  let letters = 0;
  const counts = {
    zh: 0,
    ja: 0,
    ko: 0,
    ar: 0,
    ru: 0,
    hi: 0,
    th: 0,
    he: 0,
    am: 0,
    el: 0,
    hy: 0,
    ka: 0,
    bn: 0,
    pa: 0,
    gu: 0,
  };
  const most = Math.min(text.length, 400);
  for (let at = 0; at < most; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xc0) {
      if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) letters++;
      continue;
    }
    if (code < 0x250) letters++;
    else if (code >= 0x370 && code < 0x400) counts.el++;
    else if (code >= 0x400 && code < 0x530) counts.ru++;
    else if (code >= 0x531 && code < 0x590) counts.hy++;
    else if (code >= 0x5d0 && code < 0x5f0) counts.he++;
    else if ((code >= 0x620 && code < 0x780) || (code >= 0xfb50 && code < 0xfeff)) counts.ar++;
    else if (code >= 0x900 && code < 0x980) counts.hi++;
    else if (code >= 0x980 && code < 0xa00) counts.bn++;
    else if (code >= 0xa00 && code < 0xa80) counts.pa++;
    else if (code >= 0xa80 && code < 0xb00) counts.gu++;
    else if (code >= 0xe00 && code < 0xe80) counts.th++;
    else if (code >= 0x10a0 && code < 0x1100) counts.ka++;
    else if (code >= 0x1200 && code < 0x1380) counts.am++;
    else if (code >= 0x3040 && code < 0x3100) counts.ja += 2;
    else if (code >= 0x3400 && code < 0xa000) counts.zh += 2;
    else if ((code >= 0xac00 && code < 0xd7b0) || (code >= 0x1100 && code < 0x1200)) counts.ko += 2;
  }
  let best: keyof typeof counts | null = null;
  let all = letters;
  for (const script of Object.keys(counts) as (keyof typeof counts)[]) {
    all += counts[script];
    if (counts[script] > 0 && (best === null || counts[script] > counts[best])) best = script;
  }
  if (best === null || counts[best] * 2 < all) return null;
  if (best === 'zh' && counts.ja > 0) return 'ja';
  if (best === 'ru' && UKRAINIAN.test(text)) return 'uk';
  if (best === 'ar' && URDU.test(text)) return 'ur';
  return best;
}

// How a language is called, in itself, in English and in Spanish; folded.
const NAMES: Readonly<Record<string, string>> = {
  en: 'english, ingles, inglés, angielski, anglais, angle, ingeles',
  es: 'spanish, espanol, español, castellano, espanish, espnol, espaniol, hiszpanski',
  pl: 'polish, polaco, polski, polsku',
  zh: 'chinese, chino, mandarin, cantonese, cantones, zhongwen',
  ar: 'arabic, arabe, árabe',
  uk: 'ukrainian, ucraniano, ukrainska',
  ru: 'russian, ruso, russkiy',
  tl: 'tagalog, filipino, pilipino',
  vi: 'vietnamese, vietnamita, tieng viet',
  ko: 'korean, coreano',
  ht: 'creole, haitian creole, haitian, kreyol, creyol, criollo haitiano, kreyol ayisyen',
  fr: 'french, frances, francés, francais, français',
  pt: 'portuguese, portugues, português, brazilian portuguese',
  hi: 'hindi',
  ur: 'urdu',
  pa: 'punjabi',
  bn: 'bengali, bangla',
  am: 'amharic',
  so: 'somali',
  mam: 'mam',
  quc: 'kiche, quiche maya',
  ja: 'japanese, japones',
  de: 'german, aleman, deutsch',
  it: 'italian, italiano',
};

const languageNames: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([language, line]) => list(line).map((name) => [name, language] as const)),
);

const FILLERS = new Set(
  list(`in, en, please, por, favor, porfavor, plz, pls, can, you, we, do, speak, talk, to, me, hablas, habla, hablan, hable,
    hablar, habl, podemos, puedes, puede, usted, ustedes, responde, responder, respondeme, conteste, contesta, reply, answer,
    write, escriba, escribe, switch, change, cambia, cambiar, cambie, a, al, idioma, language, i, want, need, quiero,
    prefiero, prefer, only, solo, solamente, just, hi, hello, hola, ok, it, is, there, version, this, page, the, la, version,
    czy, mowisz, po, mow, parlez, vous, parle, francais, fala, voce, si, yes, no, se, habla, aqui, chat, continue, speaking,
    does, anyone, somebody, alguien, que, have, tiene, tienen, y, and, or, o, my, mi, languages, other, dime, tell, use,
    how, como, lo, le, cambio`),
);

/** The language asked for by name, when the utterance is about nothing else ("en español por favor"). */
export function findRequestedLanguage(utterance: readonly Word[]): string | null {
  if (utterance.length === 0 || utterance.length > 9) return null;
  let asked: string | null = null;
  for (let at = 0; at < utterance.length; at++) {
    const word = utterance[at]?.folded ?? '';
    const pair = `${word} ${utterance[at + 1]?.folded ?? ''}`;
    const language = languageNames.get(pair) ?? languageNames.get(word);
    if (language) {
      // "no hablo ingles, español": the last one named is the one wanted.
      asked = language;
      if (languageNames.has(pair)) at++;
    } else if (!FILLERS.has(word)) return null;
  }
  return asked;
}
