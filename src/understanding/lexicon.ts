import { list } from './phrase-table.js';
import { stemWord } from './stem.js';

// Everyday words of both languages by what they mean, one meaning a line. With it a question in one language learns
// from the examples of the other, and "paycheck" from "wages". Written by hand; inflected forms are found by their stem.
const MEANINGS = `
can, could, able, puede, pueden, puedo, podemos, podria, podrian, puedes, poder, pudo, pueda, puedan, se vale
may, allowed, permitido, dejan, deja, permiten, permission
should, must, debo, debe, deben, deberia, debemos, deberiamos, tengo que, hay que, supposed, required, obligado, obligada, obligatorio, obligan, obligar, force, forced, mandatory
what, whats, cual, cuales, which, que
who, whose, quien, quienes
how, como
where, donde, adonde
when, cuando
why, porque, por que, because, cause
how much, cuanto, cuanta, cost, costs, cuesta, cuestan, price, precio, costo, cobran, cobra, fee, fees, charge, tarifa
how many, cuantos, cuantas
if, si, suppose
my, mi, mis, our, nuestra, nuestro, nuestros
i, yo, me, im, am, ive, soy, estoy, id
he, she, him, her, el, ella, hes, shes, lo, le
they, them, theyre, ellos, ellas, les, los
we, us, nosotros, nos
you, your, youre, usted, ustedes, tu, te, u
someone, somebody, anyone, anybody, alguien, algun, alguno, person, persona, individual
nobody, nadie, no one, none, ninguno
have, has, had, having, got, tengo, tiene, tienen, tenemos, tener, tenia, tuvo, hay
not, no, dont, doesnt, didnt, isnt, wont, cant, never, nunca, jamas
without, sin, no tengo, lack
with, con, conmigo, contigo
want, wants, wanted, quiero, quiere, quieren, quisiera, would like, deseo
need, needs, needed, necesito, necesita, necesitan, necesitamos, ocupo, ocupa, hace falta
go, goes, going, went, gone, ir, voy, va, van, vamos, vaya, fui, fue, iba, iban
come, comes, coming, came, venir, viene, vienen, vino, vinieron, venga, llegar, llega, llegan, llego, llegaron, arrive, arrived, show up, showed
leave, leaving, left, salir, sale, salgo, salga, irse, irme, dejar, salio
stay, staying, stayed, remain, quedar, quedo, queda, quedarme, quedarse, permanecer
give, gives, gave, giving, dar, da, dan, dio, doy, dieron, deme, hand, handed, entregar, entrega, entregan, entrego
get, gets, getting, obtener, conseguir, consigo, sacar, saco, saca
take, takes, took, taken, taking, llevar, lleva, llevan, llevaron, llevo, llevarse, llevado, quitar, quitaron, quitan
arrest, arrested, arresting, arrests, arrestar, arrestan, arrestaron, arresto, arrestos, arrestado, arrestando, apresar, agarrar, agarran, agarra, agarraron, agarro, agarren, atrapar, caught, catch, grab, grabbed, pick up, picked
detain, detained, detaining, detainee, detainees, detener, detienen, detuvieron, detuvo, detenido, detenida, detenidos, detenidas, encerrado, locked, hold, holding, held, retenido
detention, detencion, facility, lockup, jail, jails, prison, carcel, prision, preso, presa, inmate, cell, celda, reclusion, bote, hielera, centro de detencion
release, released, let go, free, soltar, sueltan, solto, soltaron, libre, liberar, liberado, get out, salga, out
find, found, locate, look, looking, search, searching, encontrar, encuentro, encuentra, buscar, busco, buscan, buscando, hallar, localizar, ubicar, averiguar, averiguo, find out, aparece, lost, missing, perdido, desaparecido
locator, localizador, website, pagina, sitio, internet, online, en linea, portal, site, web, app, aplicacion
see, saw, seen, watch, ver, veo, vi, ve, vio, mirar, look at, visto
show, shows, showed, ensenar, enseno, mostrar, muestro, presentar, present
know, knows, saber, se sabe, sabe, saben, sabemos, conocer, sepa, supe, enterar, entera
tell, tells, told, telling, say, says, said, saying, decir, digo, dice, dicen, dijo, dijeron, diga, dije, decirle, avisar, aviso, avisa, avisan, inform, notify
talk, talking, speak, speaks, speaking, spoke, hablar, hablo, habla, hablan, hable, hablando, platicar, conversar
ask, asks, asked, asking, preguntar, pregunto, pregunta, preguntan, pregunte, preguntaron, question, questions, questioning, preguntas, interrogar, interview, entrevista
request, pedir, pido, pide, piden, pidieron, pidio, solicitar, solicitud, apply, application, aplicar, aplico
answer, answers, answering, contestar, contesto, conteste, responder, respondo, respuesta, respond, response, reply
help, helps, helping, helped, ayuda, ayudar, ayudan, ayude, ayudo, apoyo, apoyar, support, assist, assistance, asistencia
call, calls, called, calling, phone, llamar, llamo, llama, llamada, llame, llaman, llamadas, marcar, dial
number, numbers, numero, numeros, telefono, hotline, hotlines, linea, line
report, reporting, reportar, reporto, denunciar, denuncio, denuncia, tip, alert, alertar, alerta
lawyer, lawyers, attorney, attorneys, abogado, abogados, abogada, abogadas, licenciado, counsel, representation, representante, defender, defensor, public defender
judge, judges, juez, jueza, jueces, magistrate
court, courts, courthouse, courthouses, corte, cortes, tribunal, juzgado, eoir
hearing, hearings, audiencia, audiencias, court date, trial, juicio
case, cases, caso, casos, proceeding, proceedings, proceso, expediente
order, orders, orden, ordenes, ordered, ordeno
deport, deported, deportation, deportations, deportar, deportan, deportado, deportada, deportacion, deportaciones, deportaron, deporten, removal, remocion, expulsion, expulsar, send back, sent back, regresar, remove, removed, echar, sacan del pais
warrant, warrants, orden judicial, orden de cateo, allanamiento, cateo
sign, signs, signed, signing, signature, firmar, firmo, firma, firme, firmara, firmado, firmaron, firmas
paper, papers, paperwork, papel, papeles, form, forms, forma, formas, formulario, document, documents, documento, documentos
identification, identificacion, id, ids, credencial, ine, matricula, consular, licencia, license, licenses
passport, passports, pasaporte, pasaportes
certificate, acta, actas, birth certificate, certificado, partida
carry, carrying, cargar, cargo, cargando, portar, traer, traigo, llevo, walk around with, bring
copy, copies, copia, copias, photocopy, original, originals, originales
keep, keeps, kept, save, saved, store, stored, guardar, guardan, guarda, guardo, quedan, almacenar, folder, carpeta
fake, false, forged, falso, falsa, falsos, falsas, chueco, chueca, chuecos, forge, falsificar, counterfeit, inventado
lie, lying, lies, mentir, mentira, miento, mentirle, truth, verdad
true, real, really, cierto, verdadero, legit, confirmed, confirm, confirmar, verify, verificar, comprobar, checo, checar, check, checking, rumor, rumors, rumores, hoax, fake news, mentiras
heard, hear, hearing that, oi, escuche, escuchar, dicen que, rumored, supposedly, supuestamente
news, noticia, noticias, article, articulo, periodico, newspaper, television, tele
message, messages, text, texts, mensaje, mensajes, whatsapp, post, posts, posted, publicacion, share, sharing, shared, compartir, comparto, reenviar, forward, facebook, tiktok, cadena, screenshot, instagram, viral, video
raid, raids, redada, redadas, operativo, operativos, operation, operations, sweep, crackdown, roundup, razzia
today, tonight, hoy, now, right now, ahora, ahorita, currently, this week, esta semana, tomorrow, manana, weekend, sunday, domingo, this morning
when start, start, started, begin, begins, empezar, empieza, empiezan, comenzar, comienza, empiezo, starting
postponed, postpone, delay, delayed, aplazar, aplazaron, aplazadas, pospuesto, pospusieron, suspendieron, cancelled, canceled, cancelaron, called off, pushed back, off
happen, happened, happening, happens, pasa, paso, pasar, pasando, sucede, ocurre, sucedio, going on
city, cities, ciudad, ciudades, town, pueblo, county, condado, state, states, estado, estados
neighborhood, barrio, colonia, area, near, nearby, cerca, block, around, zona, vecindario
police, cop, cops, policia, policias, officer, officers, oficial, oficiales, sheriff, sheriffs, deputy, chota, trooper, nypd, lapd, cpd, patrulla
ice, migra, immigration, inmigracion, migracion, agent, agents, agente, agentes, feds, federal, federales, dhs, uscis, hielo, border patrol, cbp
cooperate, cooperates, cooperation, cooperan, coopera, collaborate, colaboran, work with, working with, trabajan con, together, juntos, partner, agreement, acuerdo, turn over, turn me in, hand over
work, works, working, worked, job, jobs, trabajo, trabajar, trabaja, trabajan, trabajando, chamba, jale, employer, boss, patron, jefe, factory, fabrica, restaurant, workplace
home, house, apartment, casa, hogar, apartamento, departamento, domicilio, door, puerta, inside, adentro, trailer, building, edificio
enter, entering, entrar, entra, entraron, entro, entren, come in, go in, get in, meter, meterse
open, opening, opened, abrir, abro, abra, abre, unlock, desbloquear
street, streets, calle, calles, sidewalk, walking, caminando, corner, esquina, park, parque, public, publico
car, cars, vehicle, truck, carro, carros, coche, troca, trocas, camioneta, camionetas, auto, van, vans, driving, drive, driver, manejar, manejando, manejo, conducir, traffic, transito
stop, stops, stopped, stopping, pull over, pulled, parar, paran, pararon, paro, detengan, frenar
school, schools, escuela, escuelas, teacher, maestra, maestro, class, classroom, student, students, estudiante, college, university, universidad, campus, kinder, guarderia, daycare
hospital, hospitals, clinic, clinics, clinica, doctor, doctors, medico, medical, nurse, emergency room, er, sick, enfermo, enferma, health, salud, medicine, medicina, medicaid, surgery, patient, paciente
church, churches, iglesia, iglesias, mass, misa, temple, templo, mosque, mezquita, pastor, priest, padrecito, worship, culto, parish, parroquia, service, religious
bus, buses, train, trains, tren, airport, airports, aeropuerto, fly, flight, plane, volar, vuelo, avion, travel, viajar, viaje, greyhound, camion, tsa, station, estacion, metro
border, frontera, crossed, cross, cruzar, cruzo, cruce
child, children, kid, kids, nino, nina, ninos, ninas, hijo, hija, hijos, hijas, son, daughter, daughters, sons, baby, bebe, minor, minors, menor, menores, teen
parent, parents, mother, father, mom, dad, madre, padre, mama, papa, padres, papas
husband, wife, spouse, esposo, esposa, marido, mujer, partner, pareja, boyfriend, girlfriend, novio, novia, ex, married, marry, marriage, casado, casada, casarme, matrimonio
brother, brothers, sister, hermano, hermana, hermanos, cousin, primo, prima, uncle, tio, tia, aunt, nephew, niece, sobrino, sobrina, cunado, relative, relatives, familiar, familiares, pariente, loved one, in law, suegra, abuelo, abuela, grandma
family, families, familia, familias
friend, friends, amigo, amiga, amigos, neighbor, neighbors, vecino, vecina, vecinos, coworker, coworkers, companero, companera, roommate, compadre, comadre
guardian, guardianship, tutor, tutela, custody, custodia, power of attorney, poder, caregiver, cuidar, cuide, cuida, take care, care, look after, babysit
plan, plans, planning, prepare, prepared, preparar, preparo, ready, listo, in case, por si, emergency, emergencia, contact
bond, bonds, bail, fianza, fianzas, bonded
pay, pays, paid, paying, payment, pagar, pago, paga, pague, pagarle, money, dinero, dollars, dolares, afford, cash, cheap, barato, low income
free, gratis, gratuito, gratuita, pro bono, no cost
scam, scams, fraud, estafa, estafaron, fraude, enganar, engano, ripped, cheated, notario, notary, notaria, stole, robo
steal, stolen, robbed, robaron, robar, theft, crime, crimes, delito, crimen, victim, victims, victima, abuse, abuso, violence, violencia, hits, golpea, assault, attacked, hurt
complaint, queja, complain, quejarme, sue, demandar, demanda, lawsuit
citizen, citizens, citizenship, ciudadano, ciudadana, ciudadanos, ciudadania, american, americano, americana, naturalized, naturalizado, born here, naci, nacio, nacido, puerto rican, boricua
resident, residents, residente, residentes, residency, residencia, green card, lpr, mica, permanent
visa, visas, h1b, f1, j1, tourist, turista, overstay, overstayed, i94, work permit, permiso, ead, parole
asylum, asilo, refugee, refugiado, tps, daca, dreamer, vawa, status, estatus, legalize, arreglar, arreglo, fix, adjust, petition, peticion, sponsor
undocumented, indocumentado, indocumentada, indocumentados, sin papeles, ilegal, illegal, illegals, no papers, no status
immigrant, immigrants, inmigrante, inmigrantes, migrant, migrante
criminal, criminals, criminales, record, records, antecedentes, felony, dui, charges, cargos, conviction, misdemeanor, gang, pandilla, convicted
target, targeted, targeting, priority, prioridad, list, lista, listas, on the list
database, databases, base de datos, system, sistema, data, datos, information, informacion, info, file, fingerprint, fingerprints, huellas, huella, biometrics
access, acceso, read, leer, look up, plates, placas, camera, cameras, camaras, flock, track, tracking, rastrear, follow, surveillance
private, privacy, privado, privacidad, confidential, confidencial, anonymous, anonimo, secret, secreto, trust, confiar, confio
delete, erase, clear, borrar, borra, borro, borren, eliminar, remove, wipe, forget, olvide
chat, conversation, conversacion, platica, history, historial, bot, robot, machine, maquina, app, ai, human, humano, operator, agente en vivo, real person, live person
language, languages, idioma, english, ingles, spanish, espanol, translate, traducir, interpreter, interprete, switch, cambiar, cambia
hello, hi, hey, hola, good morning, buenas, buenos, saludos, que tal, good afternoon
thanks, thank, gracias, thx, ty, appreciate, agradezco
bye, goodbye, adios, hasta luego, see you, nos vemos, later, talk later, cuidese
record, recording, recorded, film, filming, videotape, video, videos, grabar, grabo, grabando, grabe, filmar, photo, photos, foto, fotos, pictures, camera, livestream, tape
phone, cellphone, cell, celular, iphone, android, cel, password, passcode, contrasena, clave, pin, face id, device, laptop
silent, silence, callado, callada, silencio, quiet, callar, fifth
right, rights, derecho, derechos, law, laws, ley, leyes, legal, legally, rule, rules, regla, reglas, policy, constitution
sanctuary, santuario, welcoming, acogedora, bienvenida, trust act, ordinance
detainer, detainers, hold, holds, retencion, ice hold
appointment, appointments, cita, citas, check in, checkin, report to, presentarme, presentarse, present myself, isap, ankle, grillete, tobillera, monitor, supervision, smartlink
letter, letters, carta, cartas, notice, aviso, mail, correo, nta, sent me, mando, mandaron, llego carta
date, dates, fecha, fechas, schedule, day, dia, time, tiempo, hour, hours, horas, week, weeks, semana, semanas, month, months, mes, meses
year, years, ano, anos
long, last, tarda, dura, wait, waiting, esperar, espera
miss, missed, falte, faltar, falto, perdi, perder, no fui, didnt go, absence, ausencia, in absentia, forgot
appeal, appealing, apelar, apelo, apelacion, reopen, reabrir, motion, mocion, fight, pelear, stay of removal, cancel, cancellation
old, vieja, viejo, ago, hace, past, antes, before, previous, expired, vencio, vencida, vencido
afraid, scared, fear, miedo, temor, asustado, asustada, worried, worry, nervous, anxiety, anxious, ansiedad, stress, estres, panic, panico, depressed, sad, triste, cry, crying, lloro, sleep, dormir, terrified, nightmares, therapy, therapist, psicologo, counselor, terapia
safe, safer, seguro, segura, danger, peligro, dangerous, peligroso, risk, riesgo, trouble, problema, problemas, protect, protected, proteger, protege, protection
hide, hiding, esconder, escondo, esconderme, escondido, run, running, correr, corro, escape, huir, flee, resist
threaten, amenazar, hit, fight back, pegar, gun, block, bloquear, obstruct, warn, interfere, bribe, soborno, mordida
use, used, using, usar, uso, uso de, borrow, prestado, prestar, someone elses
social, social security, seguro social, ssn, itin, taxes, impuestos
buy, sell, comprar, vender, consigo, make, hacer, hago, hace
refuse, negar, niego, decline, rechazar, say no, consent, consentimiento, agree, comply
change, moved, move, address, direccion, cambio, mudanza
lose, pierdo, quitan, take away
government, gobierno, mayor, alcalde, alcaldesa, governor, gobernador, president, presidente, trump, lightfoot, pritzker
white house, official, oficialmente, statistics, cuantos, numbers of
visit, visitar, visita, visits, see him, send money, commissary, treatment, trato, conditions, condiciones, food, comida, solitary, aislamiento
transfer, transferred, trasladar, trasladaron, moved to another, louisiana, luisiana, texas jail
night, noche, day
new, nuevo, nueva
good, bien, ok, okay, fine, bueno
bad, mal, malo, wrong, mistake, error
people, gente, personas, men, women, everyone, todos, workers, trabajadores
many, much, mucho, muchos, lot
all, every, todo, toda, todas
still, todavia, aun, yet, sigue, siguen
again, otra vez, de nuevo
before, antes
after, despues, luego
always, siempre
outside, afuera, fuera
front, frente, delante
name, names, nombre, nombres, called, llama usted
understand, entiendo, entender, explain, explicar, mean, means, significa, definition
difference, diferencia, different
learn, aprender, read about
write, wrote, escribir, escribo, written
think, creo, pienso, believe
live, lives, living, vivo, vive, viven, vivir
bank, banco, account, cuenta, property, rent, renta, bills
pick up, recoge, recoger, pickup
consulate, consulado, embassy, embajada
organization, organizacion, organizations, nonprofit, group, grupo, agency
foreign, country, pais, mexico, guatemala, honduras, venezuela, salvador, colombia, ecuador
expedited, expedita, rapida, acelerada, fast, quick, quickly, rapido, two years, dos anos, less than
voluntary, voluntaria, voluntario, voluntarily, self deport, autodeportacion
targeted, buscan
who made, made you, created, creo este, quien hizo, owner, dueno, runs
witness, testigo
ticket, multa, speeding, infraccion
checkpoint, reten, checkpoints, retenes
military, soldiers, national guard, guardia nacional, soldados, masked, mascara, cara, face, badge, placa de policia, uniform
`;

const ARTICLES = new Set(
  list(
    'the, a, an, la, las, un, una, unos, unas, do, does, did, is, are, was, to, of, de, del, al, este, esta, that, this, eso, esto, ese, se, en, in, on, at, for, para, por, it, be, es, son, y, and, o, or, ya',
  ),
);

const PHRASE_LIMIT = 4;

interface Lexicon {
  readonly words: ReadonlyMap<string, string>;
  readonly stems: ReadonlyMap<string, string>;
  readonly phrases: ReadonlyMap<string, string>;
}

const lexicon: Lexicon = (() => {
  const words = new Map<string, string>();
  const stems = new Map<string, string>();
  const phrases = new Map<string, string>();
  for (const line of MEANINGS.split('\n')) {
    const [first, ...rest] = list(line);
    if (!first) continue;
    for (const form of [first, ...rest]) {
      if (form.includes(' ')) {
        phrases.set(form, first);
        continue;
      }
      // The first meaning listed wins: lines stand in the order of how telling they are.
      if (!words.has(form)) words.set(form, first);
      const stem = stemOfBoth(form);
      if (form.length >= 5 && !stems.has(stem)) stems.set(stem, first);
    }
  }
  return { words, stems, phrases };
})();

function stemOfBoth(word: string): string {
  return stemWord(stemWord(word, 'en'), 'es');
}

/**
 * The meanings of an utterance in order, without articles and other small words; a word that the lexicon lacks stands
 * for itself, by its stem.
 */
export function findMeanings(words: readonly string[]): string[] {
  const meanings: string[] = [];
  for (let at = 0; at < words.length; ) {
    const width = phraseWidth(words, at);
    if (width > 0) {
      meanings.push(lexicon.phrases.get(words.slice(at, at + width).join(' ')) ?? '');
      at += width;
      continue;
    }
    const word = words[at] as string;
    const meaning = lexicon.words.get(word) ?? lexicon.stems.get(stemOfBoth(word));
    if (meaning !== undefined) meanings.push(meaning);
    else if (!ARTICLES.has(word)) meanings.push(stemOfBoth(word));
    at++;
  }
  return meanings;
}

const phraseStarts = new Set([...lexicon.phrases.keys()].map((phrase) => phrase.slice(0, phrase.indexOf(' '))));

function phraseWidth(words: readonly string[], at: number): number {
  if (!phraseStarts.has(words[at] as string)) return 0;
  for (let width = Math.min(PHRASE_LIMIT, words.length - at); width > 1; width--) {
    if (lexicon.phrases.has(words.slice(at, at + width).join(' '))) return width;
  }
  return 0;
}
