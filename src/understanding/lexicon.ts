import { list } from './phrase-table.js';
import { makeSpelling } from './spelling.js';
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
from, desde
about, sobre, acerca, regarding
here, aqui, aca, this place
there, ahi, alla, alli
just, recien, acaban de, acaba de, acabo de, hace rato, moments ago, minutes ago, hace un rato
then, entonces
also, tambien, too, tampoco, either
but, pero
while, mientras, durante, during
until, hasta, till
since, desde que
only, solo, solamente, nomas, just the
alone, sola, solos, solas, by myself, herself, himself
more, mas, extra, additional, rest
less, menos, fewer
very, muy, tan, so, bastante
almost, casi
maybe, tal vez, quiza, quizas, a lo mejor, might
same, mismo, misma, mismos
other, otro, otra, otros, otras, another, else
own, propio, propia
enough, basta, alcanza, suficiente
every, cada, each
any, cualquier, cualquiera, whatever
something, algo, anything, thing, things, cosa, cosas, stuff
nothing, nada
everything, todo lo
everybody, everyone, todo el mundo
even if, aunque, though, aun si
instead, en vez, en lugar, rather
better, mejor, best, advisable, conviene, safest, smart
worse, peor, worst, empeora
first, primero, primera, primeros
second, segundo, segunda
next, siguiente, proximo, proxima, upcoming
one, uno, una vez, once
two, dos, couple, par
three, tres
four, cuatro, five, cinco, six, seis, siete, ocho, ten, diez, several, varios, few
thousand, mil, hundred, cien, million
half, medio, media
full, lleno, completo, whole, entero
big, grande, large, grandes
little, chiquito, chiquita, small, pequeno, poquito, bit
way, manera, modos, modo, forma de, ways
place, lugar, lugares, spot, sitios, somewhere, location, ubicacion, whereabouts, paradero
card, tarjeta, tarjetas, cards, wallet, cartera
red card, tarjeta roja, tarjetas rojas, know your rights card
folder, carpeta, binder, box, caja, drawer
bag, bolsa, mochila, backpack, bags, maleta, maletas, luggage, suitcase
trunk, cajuela, glove, guantera, maletero, pockets, bolsillo
window, ventana, vidrio, ventanas, glass, windshield, parabrisas, windows, vidrios
gate, porton, garita, fence, cerca, reja, chapa, lock, llave, keys, key
hallway, pasillo, stairs, escaleras, elevator, elevador, lobby, recepcion, reception, front desk, mostrador, counter
basement, sotano, closet, attic, techo, roof, bathroom, bano, bedroom, recamara, kitchen, cocina, room, cuarto, rooms, cuartos, salon
porch, porche, yard, patio, yarda, driveway, garage, garaje, lawn, backyard, parking, parqueo, estacionamiento, parking lot
landlord, dueno de la casa, casero, tenant, tenants, inquilino, roomer, lease, super, encargado
floor, piso, suelo, ground
upstairs, arriba, up, downstairs, abajo, down
bed, cama
dog, perro, perros, dogs, cat
knock, tocan, tocando, knocking, toca, tocar, toco, knocked, knocks, banging, golpean la puerta, golpeando la puerta, timbre, doorbell, bell, ring, porton
break, romper, broke, breaking, rompen, rompieron, tumbar, tumbaron, quebrar, kick, patear, broken, smash, force their way, a la fuerza, fuerza
push, pushed, pushing, empujar, empujaron, shove
surround, rodearon, surrounded, rodeada, rodeado, outside every exit
yell, yelling, gritan, gritando, gritos, screaming, scream, shout, grito, gritar
lights, luces, luz, light, siren, sirena, flashing
parked, estacionado, estacionada, estacionados, parquearon
helicopter, helicoptero, drone
vest, vests, chaleco, chalecos, handcuffs, esposas, esposado, cuffs, handcuff, handcuffed, esposaron
unmarked, sin placas, tinted, polarizados, suv, suvs, black cars, sin logo
gunpoint, gun, guns, pistola, arma, armas, rifle, weapon, knife, cuchillo, machete
bleed, bleeding, sangre, blood, sangrando, sangra, stabbed, shot, balazo, herido, herida, injured, unconscious, desmayo, fainted, collapsed, tirado, inconsciente
breathe, breathing, respira, respirar, chest, pecho, heart, corazon, infarto, heart attack, stroke, derrame, seizure, convulsionando, convulsion
pain, duele, dolor, hurts, hurting, fever, fiebre, calentura, vomiting, vomitando
die, dying, morir, muriendo, morirme, kill, matar, matarme, suicide, suicidarme, suicida, end it, quitarme la vida, pills, pastillas, overdose
fire, incendio, burn, quemando, smoke, humo, explosion, bomb, bomba
beat, beating, beaten, golpeando, golpear, pegando, punched, hitting, golpearon, choke, ahorcando
ambulance, ambulancia, paramedic, paramedico, paramedics, 911
pregnant, embarazada, embarazo, pregnancy, labor pains, dar a luz, newborn, recien nacido, breastfeeding
diabetic, diabetica, diabetico, insulin, insulina, dialysis, dialisis, cancer, asthma, asma, wheelchair, silla de ruedas, disabled, discapacidad, autism, autismo, deaf, sordo, sorda, mute, mudo, elderly, anciano, blind, ciego
vaccine, vacuna, vacunas, insurance, aseguranza, seguro medico, pharmacy, farmacia, dentist, dentista, billing
patrol, patrulla fronteriza
highway, carretera, freeway, autopista, road, camino, interstate, exit, bridge, puente
checkpoint, inspeccion, secondary, inspection, revision
passenger, passengers, pasajero, pasajeros, copiloto, backseat, seat, asiento, ride, aventon, uber, lyft, taxi, carpool
bike, bicicleta, bici, moto, motorcycle, scooter
train station, terminal, platform, anden, amtrak, subway, ferry, cruise
scan, escaneo, escaner, facial, recognition, reconocimiento, biometric, face scan
customs, aduana, cbp officer, port of entry, declaration
luggage check, boarding, abordar, abordo, gate agent
foreman, mayordomo, supervisor, manager, gerente, capataz, encargado, contratista, contractor, hr, recursos humanos, human resources, company, empresa, compania, business, negocio, shop, tienda, store
worker, employee, employees, empleado, empleados, coworkers, staff, personal de, crew, cuadrilla, jornalero, jornaleros, day laborer, laborers, shift, turno
warehouse, bodega, almacen, plant, planta, packing, empacadora, meatpacking, poultry, pollera, dairy, lecheria, farm, finca, rancho, field, fields, campo, orchard, construction, construccion, obra, roofing, car wash, hotel, laundry, lavanderia, bakery, panaderia, landscaping, jardineria, cleaning, limpieza, limpiando, salon, cook, cocinero
audit, auditoria, i9, i 9, everify, e verify, payroll, no match
fired, despedir, despidieron, despiden, corrieron, laid off, quit, renunciar
union, sindicato, strike, huelga, rally
depot, home depot, walmart, target store, mall, plaza, supermarket, supermercado, market, mercado, swap, pulga, flea, grocery, gas station, gasolinera, laundromat, food bank, despensa, pantry
principal, director, directora, superintendent, distrito, district, school board, ferpa
enroll, inscribir, enrolling, inscripcion, register, registrar, registration, registro
graduation, graduacion, grade, grado, preschool, kindergarten, primaria, high school, secundaria, prepa, colegio, classes, clases, clase, homework
alumno, alumna, alumnos, pupil, pupils
pick up the kids, recoger a los ninos, school bus, bus stop, parada
shelter, albergue, foster, orr, dcfs, cps, welfare, acogida, placement, sponsor a child, patrocinador, guardian ad litem
unaccompanied, no acompanado, no acompanados, crossed alone, reunify, reunification, reunificar, reunir, separated, separate, separaron, separados, separacion
childcare, ninera, babysitter, nanny, sitter, who gets the kids, se queda con los ninos
school form, emergency contact, contacto de emergencia
affidavit, declaracion jurada, notarized, notariada, notarizada, notarizar, apostille, apostilla
consent form, carta poder, authorization, autorizacion, autorizo
belongings, pertenencias, clothes, ropa, keys of the car, property bag
bible, biblia, funeral, wedding, boda, baptism, bautizo, mosque prayer, choir, congregation, congregacion, sermon, altar, santuario de iglesia
hours, minutos, minutes, minute, minuto, seconds, rato
monday, lunes, tuesday, martes, wednesday, miercoles, thursday, jueves, friday, viernes, saturday, sabado
yesterday, ayer, last night, anoche, earlier, hace un momento, hace poco
morning, madrugada, dawn, early, temprano, afternoon, tarde, evening
soon, pronto, ya mero, coming days, proximos dias
january, enero, march, marzo, june, junio, july, julio, december, diciembre, summer, verano
sightings, sighting, avistamientos, spotted, vieron a, seen in, han visto, anybody seen, alguien ha visto
map, mapa, tracker, hot spots, puntos
announced, anunciaron, announce, anuncio, anunciado, update, updates, latest, actualizacion, ultimas
massive, masivas, masiva, nationwide, mass, a nivel nacional
memo, memorandum, directive, directiva, internal document
ban, banned, prohibido, prohibio, prohiben, forbidden, limits, limites, limite, against the law, not allowed
sensitive, sensibles, protected area, lugares protegidos, zonas sensibles
profiling, perfil, racial, race, raza, skin, piel, color, accent, acento, brown, moreno, latino, latinos, hispanic, hispano, look like, appearance, cara de
nationality, nacionalidad, venezuelan, venezolano, venezolanos, cuban, cubano, cubanos, haitian, haitiano, haitianos, mexican, mexicano, mexicanos, chinese, indian, dominicano
amnesty, amnistia, pardon, perdon, waiver, exencion, forgive
work authorization, permiso de trabajo
reasonable, suspicion, sospecha, suspect, suspicious, sospechoso, probable, probable cause, causa probable
amendment, enmienda, fourth, constitutional, constitucional, constitution, constitucion
judicial, signed by a judge, firmada por un juez, administrative, administrativa, i200, i205, i 200, slip under, debajo, under the door, por debajo
subpoena, citacion, summons, citatorio, jury, jurado, testify, testificar, testigo en corte
lawyerless, court appointed, de oficio, public lawyer, provided, asignan, appointed
search the car, registrar el carro, revisar, revisan, search my, revisen, reviso, revisando, inspect
empty, vaciar, turn out my pockets, pat down, frisk, catear
free to go, libre de irme, puedo irme, am i being detained, estoy detenido, walk away, alejarme
stay calm, calm, calma, tranquilo, hands visible, hands, manos, mano, reach, movimientos
trick, trampa, pretend, fingir, pose, posing, se hacen pasar, impersonate, impersonating, impostor, disguised, disfrazados, undercover, encubierto
obey, obedecer, ignore, ignorar, ignoro, disobey
court order, orden de corte, ordered by
final, firme, in force, outstanding, vigente, active, activa, activo
in absentia, ausencia, never went, nunca fui, no me presente, skipped, skip, didnt show
withholding, cat, convention against torture, torture, tortura, country conditions, fear of return, creible, credible, reasonable fear
bia, board of immigration appeals, circuit, circuito, habeas, corpus, federal court, petition for review, demanda federal
motion, mocion, rescind, sua sponte, moip
lookup, automated, acis, case status, a number, numero a, numero de alien, alien number, alien, 1 800 line, portal de eoir
ankle bracelet, bracelet, brazalete, gps, grillete, leg, pierna, tether, app check
broadview, processing center, delaney, dilley, krome, adelanto, stewart, detention center, centro de, centro, center
medicine inside, sick call, atencion medica, doctor inside, dental
hunger strike, huelga de hambre, guards, guardias, cold, frio, blanket, cobija, crowded, hacinados, abuse inside, maltrato
tablet, video visit, videollamada, talk to him by phone, collect call, recibir llamadas, phone account, pin number for calls
deposit, deposito, mandarle dinero, money on his books
bond hearing, audiencia de fianza, redetermination, matter of, mandatory detention, sin derecho a fianza, no bond, ineligible
cebonds, bonding company, obligor, obligado de pagar, refund, reembolso, devuelven, get the money back, recuperar, collateral, garantia, payment plan
bond fund, fondo, fund, gofundme, raise, juntar, rifa
qualify, califico, eligible, califica, eligibility, requisitos, requirements, calificar
consultation, consulta, advice, consejo, asesoria, orientar, orientacion, legal aid, ayuda legal, clinic for immigrants, second opinion
accredited, acreditado, licensed to practice, bar number, barra, verify a lawyer, doj recognized
consultant, consultor, tramitador, multiservicios, preparer, gestor, coyote, paralegal, tramite
guarantee, garantiza, promised, prometio, promise, prometido, asegura que
zelle, western union, gift card, gift cards, tarjeta de regalo, wire, transferencia, upfront, por adelantado, adelanto
receipt, recibo, recibos, receipts, contract, contrato, proof of payment
impostor call, llamaron diciendo, caller, claiming, dice ser, se hizo pasar, spoof
recommend, recomiendan, recomienda, recommended, know of any, conocen, reliable, confianza, de confianza
remote, by video, webex, zoom, en persona, in person, online hearing
continuance, aplazar la cita, postpone my hearing, reschedule, reprogramar, cambiar la fecha
proof, prueba, pruebas, prove, probar, evidence, evidencia, demostrar, compruebo, comprobar que
birth, nacimiento, born, naci aqui, nacio aqui
real id, enhanced license, star on my license, passport card, state id, tribal id, municipal id, city key
expired, vencio, renew, renovar, renewal, renovacion, expires, vence
replace, reponer, reposicion, lost my, perdi mi
scanned, scan of, picture of my, foto de mi, laminated, enmicada
receipt notice, i797, approval notice, pending, pendiente, en tramite, in process, proceso abierto
entry, entrada, entre sin, entered, ingreso, inspection at entry, desierto, desert, river, rio
port, puente de entrada, cbp one, humanitarian parole, humanitario
ten years, diez anos, 240a, 42b, hardship, dificultad
u visa, visa u, t visa, visa t, trafficking, trata, domestic violence, violencia domestica, restraining order
sijs, juvenile, juvenil, special immigrant
vote, votar, voted, census, censo, public charge, carga publica, benefits, beneficios, snap, food stamps, estampillas, wic
dmv, license plate reader, lectores de placas, alpr
harris, cook county, harris county, sheriffs office, condado de
287g, 287 g, task force model, jail model, deputized
trust, welcoming city ordinance, sb4, sb 4, sb54, law in this state, ley estatal
booked, fichado, fichan, booking, ficharon, arraigned, processed, misdemeanor arrest, traffic arrest
posted bail, criminal bail, salir bajo fianza, finished his sentence, cumplio condena, probation, probatoria, probation officer, parole officer
crime victim, robbery, asalto, asaltaron, mugged, stalker, break in, car accident, choque, accidente, crash, hit and run
domestic, abusive, abusador, ex husband, me maltrata, my abuser
traffic stop, broken taillight, semaforo, red light, velocidad, sin licencia, without a license, driving without
background, ask where i was born, de donde soy, country of birth, pais de nacimiento
anonymous tip, linea anonima, ice tip line, called ice on, me echo la migra, report me, threatens to report
license plates of ice, monitor ice, observers, observadores, patrols, rapid response, respuesta rapida, watch groups, whistle, silbatos, alert network, red de alertas
salute, size activity location, what to write down, details, detalles
livestream, en vivo, upload, subir el video, post it, delete the video, take my phone, quitar el celular
distance, distancia, feet, pies, metros, step back, interfering, obstruccion, obstructing
unlock, desbloquear, desbloqueo, cloud, nube, encrypted, seizure of phone, extract, confiscate, confiscar
stay inside, encerrar, go out, salir a la calle, errands, mandados
sleep, insomnia, pesadillas, duermo, no duermo, feel, siento, feeling, nerves, nervios, calm down, trauma, grief, lonely, support group, grupo de apoyo, cope, overwhelmed, angustia
god, dios, pray, orar, rezar, bless, bendiga
who are you, quien eres, quien es usted, are you, eres, eres un, who am i talking to
government site, are you ice, eres de ice, trabajas para, run by
ip address, cookies, ubicacion del celular, location of my phone, can ice read, puede leer
start over, empezar de nuevo, reset, history of this
next month, on friday, el viernes, for tomorrow
not sure, no se, dont know, ni idea, confused, confundido
please, por favor, favor, plis
sir, senor, senora, maam, lady, guy, muchacho, man, hombre, hombres, guys, tipo, tipos, muchachos, muchacha, boy, girl
works, sirve, useful, effective, funciona
count, counts, cuenta como, valid, valido, vale, accepted, aceptan, acepta, accept
reason, razon, motivo, excuse, excusa
choose, escoger, elegir, escojo, pick one, options, opciones, option, alternative
different from, distinto, versus, vs
punish, castigo, penalty, castigan, consequence, consecuencia, retaliate, represalia
avoid, evitar, evito, prevent, prevenir
try, tratar, intentar, trying, intento
put, poner, ponen, pongo, pusieron, puso, pone, placed
turn off, apagar, shut, cerrar, cierro, close, closed, cierran, cerrada
throw, tirar, tire, tiraron, threw, drop, dropped
drag, dragging, arrastrar, arrastrando, jalar, jalaron, subieron, metieron al carro, shoved into
drive away, follow me, seguir, me siguen, following, behind, detras, atras
step out, bajar, bajarme, bajaron, baje, get off, bajo del
get on, subir, suben, subio, board
roll down, bajar el vidrio
sit, sentar, sitting, sentado, stand, parado, standing, parada
eat, comer, drink, tomar, beer, cerveza
return, volver, vuelven, regresan, come back, volvieron, regresen, back again
end, termina, termino, finish, finished, acabo
send, mandar, envio, enviar, envian, sent, sending
receive, recibir, recibi, received, recibe, recibo una
read, lee, leer, leyo, leido
speak spanish, habla espanol, en espanol
sign language, mam, quiche, kiche, mixteco, indigenous, dialecto, creole
against, contra
front of, enfrente, enfrente de, frente a, in front
inside, dentro, adentro de
do, done, doing, hacer, hice, hizo, hicieron, hacemos, haga, hecho, hacerme, hacerle
say to me, digame, diganme, expliqueme, decirme
listen, oiga, oye, oigo, disculpe, escuche
sidewalk, banqueta, acera, curb, orilla
foot, pie, on foot, a pie
driver, chofer, conductor
boat, barco, lancha
leaf, hoja, hojas, sheet, flyer, volante, pamphlet, packet, paquete
restaurant, restaurante, diner, comedor, dining
line up, fila, queue
fall, cayo, cayeron, cae, caigan, fell
damage, afecta, affect, affects, perjudica, dano, harm
guilty, culpable, plead guilty, declararme culpable
prosecutor, fiscal, defense
complex, vivienda, housing
apply for, solicito, tramitar, meter papeles
nose, ojos, eyes, pepper spray, gas pimienta, lacrimogeno, tear gas, sprayed
community, comunidad
program, programa
law enforcement, autoridad, autoridades, enforcement
decide, decidio, decision, decides
far, lejos, miles, millas
computer, computadora, online chat
water, agua
last name, apellido, apellidos
interrogate, interrogatorio
disappear, disappeared, desaparecio
won, gano, win, ganar, chances, probabilidades
undo, deshacer, reverse, revertir, take it back
temporary, temporal
permanent, permanente
local, locales, municipal
national, nacional
federal office, field office, oficina, oficinas, office, ventanilla, window clerk
result, resultados
tool, herramienta
law school, law clinic, clinica legal
tienda, store
enter school, escolar
pressure, presion, pressured, presionan
noise, alarm, alarma
smell, huele
shaking, temblando, tremble
remind, reminder, reminders, recordar, recuerda, recuerdame, recuerde, recordatorio, recordatorios, alert me
cancel, cancels, cancelar, cancela, cancele, cancelen, anular, anula, anule, disable, deactivate, desactivar, desactiva, desactive, inhabilitar, inhabilita, deshabilitar, apague, apaga, detenga, switch off, call off
modify, modificar, modifica, modifique, adjust, adjusting, ajustar, ajusta, ajuste, update, updated, actualizar, actualiza, replace, reemplazar, sustituir, edit, editar, cambie, cambiame
turn on, encender, enciende, prender, prende, activar, activa, active, enable, enabled, habilitar, switch on
configure, set up, configurar, configura, configure, establecer, establece, establezca, programar, programe, fijar, fija
repeat, repeats, repetir, repite, repita, recurring, over and over
snooze, posponer, pospon, posponga, postergar, mute, silenciar, silencia
wake up, wake me, despertar, despierta, despiertame, despertador, alarm clock
weather, clima, forecast, pronostico, rain, raining, lluvia, llover, llueve, llovera, snow, snowing, nieve, nevar, nevara, sunny, soleado, temperature, temperatura, grados, cloudy, nublado, wind, viento, humedad, humidity, storm, tormenta, umbrella, paraguas, sombrilla
sunrise, amanecer, amanece, sale el sol, sunset, atardecer, anochecer, anochece, se pone el sol, puesta del sol, salida del sol
minute, minutes, minuto, minutos, seconds, segundo, segundos
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

const spell = makeSpelling(lexicon.words.keys());

/** Whether a word is one of the everyday words whose meaning is written down, spelt as it should be. */
export function isEverydayWord(word: string): boolean {
  return lexicon.words.has(word);
}

function meaningOf(word: string): string | undefined {
  return lexicon.words.get(word) ?? lexicon.stems.get(stemOfBoth(word)) ?? lexicon.words.get(spell(word));
}

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
    const meaning = meaningOf(word);
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
