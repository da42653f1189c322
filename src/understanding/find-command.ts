import { list } from './phrase-table.js';
import type { Word } from './text.js';
import type { Command } from './types.js';

const PHRASES: Readonly<Record<Command, string>> = {
  menu: `menu, main menu, show menu, show me the menu, options, topics, home page, menu principal, ver menu, el menu, opciones,
    temas, mostrar menu, ver opciones, inicio`,
  back: `back, go back, previous, return, atras, regresar, volver, para atras, ir atras, anterior, regresa, vuelve, volver atras,
    regresar atras`,
  restart: `start over, restart, start again, begin again, from the beginning, reset, empezar de nuevo, empezar otra vez,
    volver a empezar, comenzar de nuevo, reiniciar, de nuevo, desde el principio, empezar desde el principio, otra vez`,
  stop: `stop, quit, exit, cancel, end, enough, leave, parar, para, alto, salir, cancelar, terminar, basta, detener, ya no`,
  help: `help, ayuda, how does this work, como funciona esto, como funciona, what can you do, que puedes hacer, instructions,
    instrucciones`,
  skip: `skip, skip it, skip this, next, pass, i dont know, dont know, idk, prefer not to say, rather not say, saltar, omitir,
    siguiente, pasar, no se, no lo se, saltarlo, prefiero no decir, prefiero no decirlo`,
  more: `more, tell me more, show me more, more info, more information, more details, what else, go on, continue, keep going, mas,
    dime mas, digame mas, mas informacion, mas detalles, que mas, sigue, siga, continua, continuar, cuentame mas, mas info`,
  yes: `yes, y, yeah, yep, yup, sure, ok, okay, correct, right, yes please, of course, si, sip, claro, claro que si, correcto, dale,
    esta bien, bueno, si por favor, asi es, simon, de acuerdo, ok gracias, si gracias, exacto, sí`,
  no: `no, n, nope, nah, not really, no thanks, no thank you, nop, para nada, no gracias, ninguno, ninguna, none, neither`,
};

const commands: ReadonlyMap<string, Command> = new Map(
  (Object.keys(PHRASES) as Command[]).flatMap((command) =>
    list(PHRASES[command]).map((phrase) => [phrase.normalize('NFD').replace(/\p{M}/gu, ''), command] as const),
  ),
);

const POLITE = new Set(['please', 'por', 'favor', 'porfavor', 'porfa', 'pls', 'plz', 'thanks', 'gracias']);

/** A command, when the utterance is nothing else. */
export function findCommand(words: readonly Word[]): Command | null {
  if (words.length === 0 || words.length > 6) return null;
  const whole = words.map((word) => word.folded).join(' ');
  const bare = words.flatMap((word) => (POLITE.has(word.folded) ? [] : [word.folded])).join(' ');
  return commands.get(whole) ?? commands.get(bare) ?? null;
}
