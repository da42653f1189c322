import { hashText } from './features.js';
import { isEverydayWord } from './lexicon.js';
import { list } from './phrase-table.js';
import { hashSequence } from './sequence.js';
import { makeSpelling } from './spelling.js';
import { splitWords, type Word } from './text.js';

/** The emergencies that have an answer. */
export type EmergencyTopic =
  | 'emergency.ice-at-home'
  | 'emergency.ice-at-work'
  | 'emergency.ice-street'
  | 'emergency.detained-now'
  | 'emergency.danger';

/** What the words say about danger, without the classifier. */
export interface EmergencyReading {
  /** The emergency that the words describe as happening now, or null. */
  readonly topic: EmergencyTopic | null;
  /** The words plainly tell of the past, of something supposed, or that they have left. */
  readonly isOver: boolean;
  /** The words say that it is not so, that it was in another year, or that they have gone, and nothing else speaks of danger. */
  readonly isDenied: boolean;
  /** Which of `EMERGENCY_SIGNS` the words bear, for the learnt judgement beside the rules. */
  readonly signs: readonly number[];
  /** The order of words and phrases, as the learnt judgement counts it. */
  readonly runs: Int32Array;
  /** Where it happens, as far as said. */
  readonly topicIfNow: EmergencyTopic;
  /** Ids of the rules that spoke, for `explain`. */
  readonly reasons: readonly string[];
}

type Tag =
  | 'agent' // ICE, la migra
  | 'police'
  | 'they'
  | 'someone'
  | 'present' // is, are, estan: says that it goes on
  | 'arrived' // llego, llegaron, just came
  | 'act' // knocking, tocando, breaking in: an act that goes on by itself
  | 'act-self' // the same with the person in it: me estan arrestando, handcuffing me
  | 'plain-act' // knock, tocan: present tense, may be general
  | 'home'
  | 'work'
  | 'street'
  | 'public'
  | 'spot' // here, outside, afuera: no more than "with me"
  | 'area' // in my neighbourhood: near, not here
  | 'mine'
  | 'taking' // are taking, se estan llevando
  | 'took' // took, se llevaron
  | 'kin'
  | 'now'
  | 'recent' // minutes ago, hace rato, just
  | 'past'
  | 'if'
  | 'general' // what are my rights, how do I
  | 'modal'
  | 'not'
  | 'left'
  | 'heard'
  | 'cry' // help, ayuda
  | 'danger'
  | 'emphatic-danger'
  | 'stopped'
  | 'hiding'
  | 'filler' // says nothing either way
  | 'demand' // officers ask something of the person now
  | 'chase' // behind me, lights, checkpoint ahead
  | 'medical' // needs an ambulance
  | 'dream'
  | 'year' // in 2018: surely not now
  | 'shout'; // agents that are a cry by themselves

const PAST_YEARS = Array.from({ length: 27 }, (_, year) => 2000 + year)
  .flatMap((year) => [`in ${year}`, `en ${year}`, `en el ${year}`, `del ${year}`])
  .join(', ');

const WORDS: Readonly<Record<Tag, string>> = {
  agent: `ice, i c e, ice agents, ice agent, ice officers, ice officer, ice police, la migra, migra, la migracion, migracion,
    immigration, immigration agents, immigration agent, immigration officers, immigration officer, immigration police,
    inmigracion, imigracion, los de inmigracion, los de migracion, los de la migra, los de ice, agentes de inmigracion,
    agentes de migracion, agentes de ice, oficiales de inmigracion, oficiales de ice, oficiales de migracion, agentes, agente,
    agents, agent, federal agents, agentes federales, los federales, federales, feds, the feds, border patrol, cbp,
    patrulla fronteriza, homeland security, dhs, hsi, la emigracion, emigracion, inmigration, imigration, immagration,
    imigra, mígra, hielo, los agentes, oficiales, officers, federal officers, masked men, men in masks, encapuchados,
    la migre, migras, mgra, migrra, inmigrasion, migrasion, la ice, el ice, del ice, icee, raid, redada, unmarked cars,
    unmarked car, hombres armados, armed men, immigration is, deportation officers, un operativo, operativo, miggra, imigrasion,
    emigrasion, inmigraccion, agentes encubiertos`,
  police: `police, cops, cop, the cops, policia, la policia, policias, sheriff, deputies, deputy, trooper, la chota, patrulla,
    patrullas, officer, oficial, un oficial, police officer, an officer, poli, la poli`,
  they: 'they, theyre, theyr, them, ellos, there re, dey, thay, they re',
  someone: `someone, somebody, people, men, man, guys, alguien, unos, unos hombres, hombres, gente, unos senores, senores, two men,
    some men, some people, un hombre, personas, unos tipos, tipos`,
  present: `is, are, r, s, re, isnt it, esta, estan, sta, stan, anda, andan, tan, ta, hay, tengo, tenemos, is now, its, im, estamos, estoy,
    viene, vienen, ya viene, ya vienen, están, theres, there is, there are, ai, ay`,
  arrived: `llego, llegaron, ya llego, ya llegaron, just came, just arrived, just got here, just pulled up, pulled up, just showed up,
    showed up, has arrived, have arrived, arrived, acaba de llegar, acaban de llegar, entro, entraron, se metio, se metieron,
    came in, just walked in, walked in, burst in, broke in, broke down, rompieron, tumbaron, just entered, are coming, is coming,
    coming in, rodearon, nos rodearon, nos tienen rodeados, surrounded, surrounding, cayo, nos cayo, cayeron, aparecio, aparecieron`,
  act: `knocking, banging, pounding, knockin, bangin, knoking, wont stop knocking, keep knocking, no dejan de tocar, siguen tocando, trying to get in, trying to come in, trying to enter, trying to open,
    wont leave, want to come in, wants to come in, breaking in, breaking down, breaking the door, yelling, shouting, ringing,
    tocando, tocandome, golpeando, pegando, gritando, tratando de entrar, queriendo entrar, quieren entrar, quiere entrar,
    intentan entrar, intentando entrar, tumbando, rompiendo, entrando, se estan metiendo, metiendose, forzando, no se van,
    no se quieren ir, buscandome, looking for me, asking for me, preguntando por mi, preguntando por, surrounding, rodeando,
    raiding, quieren que abra, quiere que abra, dicen que abra, tell me to open, telling me to open, say open the door,
    searching, tokando, toocando, nocking, bangging, nokking, arriving, llegando, pateando, kicking, trying to break in, walking in,
    being raided, tratan de entrar, esperando afuera, waiting outside, parked outside, blocking, bloqueando, demanding to come in,
    demanding, checking papers, checking ids, pidiendo papeles, asking for papers, asking for ids, checking everyone,
    revisando, interrogando, questioning, lining us up, rounding up, chasing, persiguiendo, following, siguiendo`,
  'act-self': `arresting me, handcuffing me, detaining me, taking me, questioning me, stopping me, following me, chasing me, asking me for
    my papers, asking me for papers, asking for my papers, asking for my id, asking me for id, asking me questions, asking me,
    asking us, me estan arrestando, me estan deteniendo, me estan llevando, me estan parando, me estan siguiendo,
    me vienen siguiendo, me persiguen, me siguen, nos siguen, me estan pidiendo, me estan preguntando, me estan interrogando,
    nos estan pidiendo, nos estan llevando, me van a llevar, me quieren llevar, me quieren arrestar, me tienen, nos tienen,
    me tiene, me esta arrestando, me esta deteniendo, me esta pidiendo, me esta siguiendo, me esta parando, me esta preguntando,
    me detienen, me piden, me arrestan, me llevan, nos llevan, have me, has me, got me, me agarraron, me agarro, being arrested,
    being detained, being stopped, being pulled over, being followed, being taken, being questioned, estoy detenido, lo estan esposando, lo estan subiendo, estoy detenida, estoy arrestado, estoy esposado, esposado, esposada, in handcuffs, handcuffs, me esposaron, chasing us,
    following us, nos persiguen, nos pararon, taking us, detaining us, arresting us, stopping us, nos detuvieron ahorita,
    wants my papers, want my papers, wants my id, want my id, quieren ver mis papeles, quiere ver mis papeles, me cayo,
    pointing guns at us, pointing a gun, im under arrest, hold of me, tienen a mi, tienen detenido a`,
  'plain-act': `knock, knocks, tocan, toca, tocan a, golpean, gritan, toco, tocaron, knocked`,
  home: `door, my house, the house, house, home, my home, apartment, my apartment, apt, my apt, building, my building, window, yard,
    driveway, porch, trailer, lobby, hallway, downstairs, puerta, casa, mi casa, apartamento, departamento, edificio, ventana,
    patio, porton, traila, timbre, pasillo, entrada, depa, doorbell, front door, backyard, gate, stairs, cuarto, escaleras, apto,
    living room, dor, purta, puera, basement, garage, sotano, doorstep, casita, mobile home, bedroom, bathroom, puertas, casas, hogar`,
  work: `my work, work, job, my job, workplace, restaurant, factory, warehouse, plant, kitchen, job site, jobsite, construction site,
    site, store, shop, farm, field, fields, office, boss, trabajo, mi trabajo, chamba, la chamba, jale, restaurante, fabrica,
    bodega, obra, la obra, cocina, finca, campo, oficina, patron, planta, taller, empresa, car wash, home depot, meatpacking, hotel,
    lavanderia, where i work, donde trabajo, tienda, coworkers, carwash, my shift, la pega, rancho, empacadora, nursery, bakery,
    panaderia, taqueria, meat plant, dairy, lecheria, lot at home depot, break room, el trabajo`,
  street: `street, my street, corner, sidewalk, bus stop, parking lot, car, my car, truck, my truck, van, pulled over, traffic stop,
    checkpoint, road, highway, calle, la calle, esquina, banqueta, parada, estacionamiento, carro, mi carro, coche, auto, troca,
    camioneta, reten, carretera, freeway, gas station, gasolinera, parqueadero, walking, caminando, driving, manejando, on the bus,
    en el bus, train station, laundromat, red light, semaforo, autopista, bus, tren, subway, train, metro, ventanilla, car window,
    vehiculo, vehicle, acera, stop sign, park, parque`,
  public: `school, my kids school, hospital, clinic, church, court, courthouse, walmart, supermarket, grocery store, escuela, clinica,
    iglesia, corte, tribunal, mercado, supermercado, mall, bus station, airport, daycare, guarderia, kids school, store parking lot,
    aeropuerto, bus terminal, estacion, market`,
  spot: `here, outside, inside, out front, in front, at me, next to me, right here, aqui, aca, afuera, fuera, adentro, dentro, enfrente,
    en frente, al lado, behind me, ahi afuera, aki, haki, alla afuera, ajuera, outsied, otside, upstairs, next door, at us, por aqui`,
  area: `door to door, casa por casa, puerta por puerta, de casa en casa, my neighborhood, the neighborhood, neighborhood, my area, the area, my town, my city, downtown, mi barrio, el barrio, barrio,
    mi colonia, la colonia, colonia, vecindario, mi area, la ciudad, mi ciudad, my block, mi cuadra, mi pueblo, zona, city, town, state`,
  mine: `my, mi, our, nuestra, nuestro, mis, nuestras, us, me, nos, we, m i, im, i, conmigo`,
  taking: `taking, arresting, detaining, grabbing, handcuffing, estan llevando, esta llevando, llevandose, se estan llevando,
    se lo estan llevando, se la estan llevando, estan arrestando, estan deteniendo, arrestando, deteniendo, esposando, llevando,
    se lo llevan, se la llevan, se los llevan, se llevan, putting him in, putting her in, dragging, subiendolo, lo estan subiendo,
    se lo quieren llevar, se la quieren llevar, se quieren llevar, jalando, agarrando, being arrested, being detained, being taken,
    are trying to take, trying to take, hauling, beating, lo tienen en el piso, lo tienen en el suelo, lo estan esposando,
    getting arrested, getting detained, getting taken, kidnapping, lo llevan, la llevan, los llevan, llevandoselo, llevandosela`,
  took: `took, taken, arrested, detained, grabbed, picked up, se llevaron, se llevo, se lo llevaron, se la llevaron, se los llevaron,
    llevaron, agarraron, agarro, detuvieron, detuvo, arrestaron, arresto, levantaron, llevarse, detener, arrestar, agarrar, snatched,
    kidnapped, se lo llevo, se la llevo, cogieron, apresaron, lo agarraron, la agarraron, levantar, llevado, got taken, llevarselo,
    llevarsela, llevarselos, take, arrest, detain, grab`,
  kin: `husband, wife, dad, father, mom, mother, brother, sister, son, daughter, kids, kid, children, uncle, aunt, cousin, friend,
    boyfriend, girlfriend, neighbor, coworker, boss, him, her, them, us, papa, mama, esposo, esposa, marido, mujer, hermano, hermana,
    hijo, hija, hijos, tio, tia, primo, prima, amigo, amiga, novio, novia, vecino, vecina, companero, companeros, patron, padre, madre,
    papi, mami, cunado, cunada, suegro, suegra, abuelo, abuela, companera, dady, daddy, mommy, grandpa, grandma, coworkers, neighbors,
    sobrino, sobrina, roommate, people, gente, someone, somebody, alguien, everyone, todos, trabajadores, workers, man, woman, guy, lady,
    senor, senora, muchacho, muchachos, family, familia, hermanos, vecinos, partner, nephew, niece, stepdad, padrastro, bro, nino, nina`,
  now: `now, right now, rn, currently, at this moment, this second, this very moment, ahora, ahorita, orita, horita, ahora mismo,
    ahoritita, en este momento, en este instante, right this second, as we speak, at this very moment, this minute, ahorititita, oritita`,
  recent: `just now, minutes ago, a minute ago, min ago, mins ago, moments ago, a moment ago, seconds ago, an hour ago, half an hour ago,
    hace rato, hace un rato, hace ratito, hace un ratito, hace un momento, hace unos minutos, hace un minuto, hace minutos,
    hace media hora, hace una hora, hace poquito, hace poco, hace nada, recien, acaban, acaba, acabo, just, juste, apenas,
    acaban de, acaba de, hace cinco minutos, hace diez minutos, hace 5 minutos, hace 10 minutos, hace 5, hace 10, a few minutes ago,
    hace como 10 minutos, hace como cinco minutos, hace 15 minutos, hace 20 minutos, hace 2 minutos, right in front of me,
    enfrente de mi, delante de mi, a little while ago, like 5 minutes ago, frente a mi`,
  past: `yesterday, last night, last week, last month, last year, last summer, last winter, days ago, weeks ago, months ago, years ago, a week ago,
    a month ago, a year ago, ago, in the past, back then, used to, ayer, anoche, antier, anteayer, la semana pasada,
    el mes pasado, el ano pasado, semana pasada, mes pasado, ano pasado, hace dias, hace una semana, hace un mes, hace un ano,
    hace semanas, hace meses, hace anos, hace tiempo, hace mucho, in january, in february,
    in march, in april, in may, in june, in july, in august, in september, in october, in november, in december, en enero,
    en febrero, en marzo, en abril, en mayo, en junio, en julio, en agosto, en septiembre, en octubre, en noviembre, en diciembre,
    on monday, on tuesday, on wednesday, on thursday, on friday, on saturday, on sunday, last monday, last tuesday, last friday, last sunday, last time,
    la otra vez, la ultima vez, el otro dia, the other day, una vez, back in, ${PAST_YEARS},
    me golpeaba, me pegaba, used to hit, used to beat, ya no vivo con, hace anos que,
    this morning, esta manana, earlier, mas temprano, cuando era, when i was, el lunes, el martes, el miercoles, el jueves,
    el viernes, el sabado, el domingo pasado, the day before,
    hace 2 dias, hace 3 dias, months in, han estado, have been held, this summer, vinieron, vino, came to, visited, was, were, hace 2 semanas, hace 3 semanas, hace dos dias, hace tres dias, hace dos semanas`,
  if: `if, what if, in case, incase, suppose, supposing, imagine, hypothetically, whenever, when, unless, si, que pasa si, y si,
    en caso, en caso de, por si, supongamos, cuando, que pasaria, que hago si, que hacer si, que hacer cuando, siempre que, aunque, whether,
    vinieran, viniera, llegara, llegaran, tocara, tocaran, vengan, venga, lleguen, llegue, toquen, toque, in the event, would happen, si es que,
    afraid that, scared that, worried that, miedo de que, miedo que, afraid of, scared of, worried about, miedo de, por si acaso, para cuando,
    before ice, next time, la proxima vez, someday, algun dia, may come, might come, could come, will come, would come, va a venir, van a venir,
    vendra, vendran, comes, shows up, show up, should ice come, every time, everytime, each time, cada vez, cada que, any time someone, siempre que`,
  general: `what are my rights, what are our rights, rights, derechos, mis derechos, cuales son mis derechos, que derechos, how do i know, how can i tell,
    how to tell, how do you know, como se si, como saber, como puedo saber, is it legal, es legal, is it true, es verdad, es cierto, allowed to, allowed,
    do i have to, tengo que, de que manera, what does, que significa, what is, que es, how does, como funciona, explain, explicar, who is, quien es,
    are there, is there, hay, habra, will there, where is, where are, donde esta, donde estan, donde hay, donde andan, when will, cuando va, cuando van,
    how many, cuantos, what happens, que pasa, what to do when, should people, difference,
    diferencia, how often, policy, ley, law, laws, supposed to, usually, normally, generally, normalmente, generalmente, history, plan, prepare, i see, to ice, con ice, if i`,
  modal: `can, could, would, should, may, might, must, will, does, do, did, is, are, puede, pueden, podria, podrian, debe, deben, has, have, cant`,
  not: `not, isnt, arent, no esta, no estan, no hay, no es, ya no, never, nunca, wasnt, werent, nobody, nadie, aint, not here, no viene, no vienen, no era, no eran`,
  left: `left, gone, went away, se fue, se fueron, ya se fue, ya se fueron, drove away, drove off, they left, ya no estan, ya no esta, over now, se fueron ya`,
  heard: `heard, friend of a friend, amigo de un amigo, people said, they said on, alguien dijo, la gente dice, my feed, group chat, heard it,
    they say, people say, someone said, told me, dicen, dicen que, me dijeron, me dijo, escuche, oi, lei, read, saw on facebook, saw a post, supposedly,
    supuestamente, segun, facebook, whatsapp, news, noticias, tiktok, vi en, movie, pelicula, video, song, documentary`,
  cry: `help, ayuda, ayudenme, ayudeme, ayudame, auxilio, socorro, sos, emergency, emergencia, urgente, urgent, 911, mayday, help me, help us,
    please help, ayuda por favor, ayudanos, ayudennos, aiuda, alluda, ayudaa, helpp, hlp, auxilioo`,
  danger: `cant breathe, cannot breathe, can t breathe, not breathing, no puede respirar, no puedo respirar, no respira, chest pain, heart attack, ataque al corazon,
    infarto, dolor en el pecho, duele el pecho, unconscious, inconsciente, passed out, se desmayo, desmayado, desmayada, overdose, sobredosis, seizure, convulsion,
    convulsiones, convulsionando, bleeding, sangrando, sangre, stroke, derrame, choking, se esta ahogando, ahogando, hitting me, beating me, beating us, beat me,
    choking me, strangling me, hurting me, me pega, me esta pegando, me esta golpeando, me golpea, golpeandome, pegandome, me quiere matar, quiere matarme, me van a matar,
    va a matarme, me va a matar, kill us, gonna kill me, going to kill me, wants to kill me, threatening to kill, has a gun, with a gun, tiene una pistola, has a knife, me with a knife, tiene un cuchillo, amenaza con un cuchillo, amenazando con un cuchillo,
    amenaza con una pistola, amenazando con una pistola, amenaza con un machete, amenaza con matarme,
    tiene un arma, con una pistola, gun to my, knife, cuchillo, shooting, shots fired, disparando, balazos, disparos, stabbed, apunalado, apunalaron, apuntando,
    shot, le dispararon, balearon, raping, me violo, violando, going into labor, dando a luz, water broke, se me rompio la fuente, fire, incendio, on fire,
    is attacking me, attacking, atacando, me ataca, tear gas, gas lacrimogeno, taser, pepper spray, hurt bad, badly hurt, muy herido, herido, herida, injured,
    beating him, beating her, beating my, golpeando a, pegandole, le estan pegando, lo estan golpeando, la estan golpeando, lo golpean, not waking up, no despierta,
    wont wake up, needs insulin, necesita insulina, tiene mucha fiebre, hitting my, pega a mi, fell and, breaking my, broke my arm, broke my leg, me rompieron,
    cant feel, no siento, my baby is, taking pills, tome pastillas, took pills, took all the pills, me tome,
    no hay aire, no air in, se esta quemando, se quema, is burning, house is on fire, se incendia, no se levanta, wont get up, not getting up`,
  'emphatic-danger': `kill myself, killing myself, end my life, suicide, suicidal, suicidarme, suicidio, want to die, wanna die, want to be dead, better off dead,
    quiero morir, quiero morirme, matarme, quitarme la vida, no quiero vivir, ya no quiero vivir, acabar con mi vida, hurt myself, hacerme dano, cut myself, cortarme, kill himself, kill herself, kill themselves, shoot himself, shoot herself, rather be dead, wants to die, hurting myself, se quiere matar, se quiere morir, kitar la vida, quitar la vida, me mato, morirme, kiero morirme, da un tiro, hacerme dano,
    dont want to live, do not want to live, dont want to be alive, me quiero morir, me quiero matar, quiero matarme, cant go on living, no point in living,
    end it all, terminar con mi vida, no reason to live, self harm, wish i was dead, wish i were dead, dont want to wake up, never wake up again,
    quisiera no despertar, no quiero despertar, estar muerto, estar muerta, mejor muerto, mejor muerta, quitarse la vida, goodbye letter,
    goodbye letters, carta de despedida, cartas de despedida, nothing left for me, nothing left to live for, no me queda nada, have a rope, tengo una soga,
    tengo una cuerda, ready to die, lista para morir, listo para morir, ya no aguanto la vida,
    las venas, mis venas, my wrists, slit my, slitting my, hang myself, hanging myself, hang himself, hang herself, ahorcarme, ahorcarse, me ahorco,
    colgarme, colgarse, me cuelgo, jump off the, jumping off the, going to jump, gonna jump, tirarme del, tirarme de un, tirarme al, aventarme del,
    aventarme de un, aventarme al, se va a tirar, se va a aventar, me voy a tirar, me voy a aventar, poison myself, tomar veneno, tome veneno`,
  stopped: `pulled me over, pulling me over, pulled us over, pull me over, stopped me, stopped us, got pulled over, me paro, me pararon, nos paro, nos pararon, me detuvo,
    me detuvieron, nos detuvo, nos detuvieron, im pulled over, pulled over by, me esta parando, traffic stop, me agarro, me agarraron, me cogio, me cogieron`,
  hiding: `hiding, im hiding, we are hiding, estoy escondido, estoy escondida, estamos escondidos, escondido, escondida, escondidos, me escondi, nos escondimos, encerrado, encerrada, locked myself`,
  demand: `want to see, wants to see, want to search, wants to search, want me to, wants me to, want us to, told me to, tell me to, telling me to, told us to, asking me to, asking to see,
    asking where, asking what, asking if, asking for someone, asking us, asking everyone, asking each, is asking, are asking, they said come, said come with, say i have to go, have to go with them, wont let me, wont give me,
    not letting me, not letting us, not letting him, not letting her, cant leave, cannot leave, can t leave, no podemos salir, no puedo salir, no me dejan salir, no nos dejan salir, no me dejan irme, asking for, asking for, making him sign, making her sign, making me sign, wants to go in, want to go in, wont stop, keep knocking, keep ringing, keep yelling, let them in, is letting them in, locked the doors,
    lining everybody, lining us, separating us, calling us, put a paper, slid a paper, slid a form, under the door, under my door, holding up a warrant, have a warrant, say they have a warrant, traen una orden,
    quieren ver, quiere ver, quieren revisar, quiere revisar, quieren que, quiere que, quieren pasar, quiere pasar, quieren mis papeles, me dicen que, me dice que, le dicen que, dicen que me, me pregunta, me preguntan, me piden, me pide,
    nos piden, nos pide, nos preguntan, piden papeles, pide papeles, pidiendo, preguntando, me lo esta preguntando, no me deja ir, no me dejan ir, no me devuelven, no nos dejan, no dejan de tocar, no dejan de, siguen tocando, sigue tocando,
    siguen afuera, siguen aqui, metieron un papel, pasaron un papel, debajo de la puerta, por debajo de la puerta, me ensenan, me ensena, me muestra, me muestran, traen orden, tienen una orden, les abrio, les abrieron, los esta dejando, nos estan formando,
    nos estan separando, nos estan llamando, cerraron las puertas, tienen rodeada, tienen rodeado, tienen rodeadas, lo tienen, la tienen, los tienen, tiene parado, tienen parado, tienen parada, haciendo firmar, que me baje, que salga, que abra, que abramos,
    nos gritan, me gritan, gritan, les digo, le digo, buscan a, preguntan por, pregunta por, se quieren meter, getting closer, coming to me, coming toward, coming towards, vienen hacia, viene hacia, se acercan, se esta acercando, ya vienen, vienen subiendo`,
  chase: `behind me, lights on, lights behind, flashing lights, prendio las luces, me prendio, atras de mi, detras de mi, me trae, me viene siguiendo, me sigue, me siguen, blocked my car, boxed me in, cerraron el paso, me cerraron, checkpoint ahead, checkpoint right ahead,
    reten adelante, mas adelante, un reten ahorita, en un reten, pull over, out of the car, step out, out of the vehicle, baje del carro, bajar del carro, baje de la troca, bajo el vidrio, break the window, quebrar el vidrio, romper el vidrio, roll down, parando carros,
    stopping cars, got on the bus, got on the train, se subio, se subieron, im the passenger, soy pasajero, still in the car, seguimos en el carro, on the side of the road, back of an ice, in an ice van, in the van, en la van, en la camioneta de ice, en la patrulla`,
  medical: `viniendo el bebe, ya viene el bebe, baby is coming, water broke, se me rompio la fuente, rompi fuente, contractions, contracciones, going into labor, ambulance, ambulancia, ambulansia, paramedics, paramedicos, overdosed, pills, pastillas, in labor, dar a luz, collapsed, asthma attack, ataque de asma, asthma, insulin, insulina, fever of, gunshots, balazos, tiros, stabbed, crash, accident and, se quema, quemando,
    raped, violar, kidnapped my, se robaron a, hurt, medical emergency, emergencia medica, call 911 for, llamen al 911, llama al 911, in danger, estoy en peligro, en peligro, trying to kill, lo mata, la mata, kill them, kill him, kill her, encerro, locked us, disappear forever, cant go on,
    ya no puedo mas, sentido a la vida, de este mundo, acabar con todo, goodbye, despedida, cutting, cortando, shaking, isnt breathing, fell from, cant move, no se puede mover, screaming, gas pimienta, panic attack, very sick, muy enfermo, muy malito, heart medicine, medicina del corazon`,
  year: PAST_YEARS,
  dream: `no emergency, not an emergency, not an emergancy, no es emergencia, no es una emergencia, no es urgente, nothing is happening, nothing happening,
    no esta pasando nada, nobody is at, no one is at, nobody at the door, nadie esta en, not in danger, no estoy en peligro, no estamos en peligro, it was just, it was only, was only the, era solo, solo era, resulto que era, turned out,
    false alarm, falsa alarma, nobody has come, no one has come, no ha venido nadie, nadie ha venido, no han venido, nothing has happened, no ha pasado nada,
    writing an essay, essay, ensayo, thesis, tesis, class project, school project, term paper, dream, dreamed, dreamt, nightmare, sone, soñe, sueno, pesadilla, movie, pelicula, novela`,
  shout: `ice, migra, la migra, i c e, la imigra, imigra, migras, mgra, migrra, miggra, la migre, border patrol here`,
  filler: `the, at, in, on, el, los, las, a, de, en, is, are, esta, estan, ya, por favor, please, oh, my, que, hago, do, i, what, to, y, and, right, now, hay, god, dios, mio, ai, ay, no,
    omg, wtf, oye, hey, hello, hola, viene, vienen, llego, llegaron, llego la, se, me, con, un, una, al, del, fuck, dude, mija, mijo, its, it s, here, aqui, there, coming, come, alerta, alert, cuidado,
    im scared, i am scared, im so scared, tengo miedo, tengo mucho miedo`,
};

interface TaggedPhrase {
  readonly rest: readonly string[];
  readonly tag: Tag;
}

/** Unlike a phrase table this keeps every phrase that begins at a word: "just came in" is `recent` and `arrived`. */
const phrases: ReadonlyMap<string, readonly TaggedPhrase[]> = (() => {
  const found = new Map<string, TaggedPhrase[]>();
  for (const tag of Object.keys(WORDS) as Tag[]) {
    for (const phrase of new Set(list(WORDS[tag]))) {
      const [first, ...rest] = splitWords(phrase).map((word) => word.folded);
      if (first === undefined) continue;
      found.set(first, [...(found.get(first) ?? []), { rest, tag }]);
    }
  }
  return found;
})();

const spell = makeSpelling(
  (Object.keys(WORDS) as Tag[]).flatMap((tag) =>
    list(WORDS[tag]).flatMap((phrase) => splitWords(phrase).map(foldedOf)),
  ),
  isEverydayWord,
);

function foldedOf(word: Word): string {
  return word.folded;
}

/** The words of one sentence and where each tag begins among them. */
interface Sentence {
  readonly words: readonly string[];
  readonly starts: ReadonlyMap<Tag, readonly number[]>;
  /** For each word whether a phrase of the tag covers it. */
  readonly startsWithYes: boolean;
}

const TAG_SEED = 0x3ad8025f;
const WORD_SEED = 0x165667b1;

/** Emergencies are told in the first words; a story of a thousand words is looked at in its first part. */
const MOST_WORDS = 120;

function splitSentences(words: readonly Word[]): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  const read = Math.min(words.length, MOST_WORDS);
  for (let at = 0; at < read; at++) {
    const after = words[at]?.after ?? '';
    const isEnd = at === read - 1 || (/[.!?;\u2026\u3002]/u.test(after) && (words[at]?.folded.length ?? 0) > 1);
    if (!isEnd) continue;
    sentences.push(tagSentence(words.slice(from, at + 1)));
    from = at + 1;
  }
  return sentences;
}

function tagSentence(words: readonly Word[]): Sentence {
  const texts = words.map((word) => spell(word.folded));
  const starts = new Map<Tag, number[]>();
  texts.forEach((text, at) => {
    for (const { rest, tag } of phrases.get(text) ?? []) {
      if (!rest.every((word, index) => texts[at + 1 + index] === word)) continue;
      const found = starts.get(tag);
      if (!found) starts.set(tag, [at]);
      else if (found.at(-1) !== at) found.push(at);
    }
  });
  const startsWithYes = texts[0] === 'si' && (words[0]?.after.includes(',') === true || texts[1] === 'si');
  return { words: texts, starts, startsWithYes };
}

function at(sentence: Sentence, tag: Tag): readonly number[] {
  return sentence.starts.get(tag) ?? [];
}

function has(sentence: Sentence, ...tags: readonly Tag[]): boolean {
  return tags.some((tag) => sentence.starts.has(tag));
}

function positions(sentence: Sentence, ...tags: readonly Tag[]): number[] {
  return tags.flatMap((tag) => [...at(sentence, tag)]).sort((one, other) => one - other);
}

interface Finding {
  readonly topic: EmergencyTopic;
  readonly rule: string;
}

/**
 * Whether an utterance speaks of danger that is happening now.
 *
 * It looks for somebody (officers), something going on (present tense, "just", "acaban de") and a place of the person's
 * own, and it lets go where the words before them suppose, ask in general, deny, or tell of the past.
 */
export function detectEmergency(words: readonly Word[]): EmergencyReading {
  const sentences = splitSentences(words);
  const reasons: string[] = [];
  let topic: EmergencyTopic | null = null;
  for (const sentence of sentences) {
    const finding = readSentence(sentence);
    if (!finding) continue;
    reasons.push(finding.rule);
    if (topic === null || finding.topic === 'emergency.danger') topic = finding.topic;
  }
  const whole = sentences.length === 1 ? sentences[0] : tagSentence(words.slice(0, MOST_WORDS));
  if (topic && topic !== 'emergency.danger' && whole && has(whole, 'left') && !has(whole, 'taking', 'took')) {
    topic = null;
    reasons.push('left');
  }
  const isOver =
    topic === null &&
    whole !== undefined &&
    (has(whole, 'left') || isSupposed(whole, whole.words.length) || isPast(whole));
  return {
    topic,
    isOver,
    isDenied:
      topic === null &&
      whole !== undefined &&
      (isDeniedAnywhere(whole) || isGone(whole) || has(whole, 'dream') || (has(whole, 'year') && isPast(whole))),
    signs: signsOf(whole, topic, isOver),
    runs: runsOf(whole, words[Math.min(words.length, MOST_WORDS) - 1]?.after ?? ''),
    topicIfNow: whole ? placeTopic(whole) : 'emergency.ice-at-home',
    reasons,
  };
}

const TAG_TOKENS = new Map((Object.keys(WORDS) as Tag[]).map((tag) => [tag, hashText(tag, TAG_SEED)]));

/** The words in order, each phrase that has tags replaced by them. */
function runsOf(sentence: Sentence | undefined, after: string): Int32Array {
  if (!sentence) return hashSequence([], after);
  const tokens = new Int32Array(sentence.words.length);
  for (const [tag, starts] of sentence.starts) {
    if (tag === 'filler') continue;
    for (const start of starts) tokens[start] = (tokens[start] as number) + (TAG_TOKENS.get(tag) as number);
  }
  sentence.words.forEach((word, index) => {
    if (tokens[index] === 0) tokens[index] = hashText(word, WORD_SEED);
  });
  return hashSequence(tokens, after);
}

const SIGN_TAGS: readonly Tag[] = [
  ...(['agent', 'police', 'they', 'someone', 'present', 'arrived', 'act', 'act-self', 'plain-act'] as const),
  ...(['home', 'work', 'street', 'public', 'spot', 'area', 'mine', 'taking', 'took', 'kin', 'now', 'recent'] as const),
  ...(['past', 'if', 'general', 'modal', 'not', 'left', 'heard', 'cry', 'danger', 'stopped', 'hiding'] as const),
  ...(['demand', 'chase', 'medical'] as const),
];

/** What the learnt judgement reads of the words: the rules' verdict, what kind of question it is, and the tags. */
export const EMERGENCY_SIGNS: readonly string[] = [
  ...['rule', 'over', 'asks-general', 'asks-about-now', 'short'],
  ...SIGN_TAGS,
  ...['past-without-now', 'if-first', 'denied', 'took-and-past', 'left-without-taking'],
];

function isDeniedAnywhere(sentence: Sentence): boolean {
  return positions(sentence, 'agent', 'they', 'present').some((position) => isDenied(sentence, position));
}

/** They have left, and took nobody along. */
function isGone(sentence: Sentence): boolean {
  return has(sentence, 'left') && !has(sentence, 'took', 'taking', 'kin');
}

const GENERAL_QUESTION =
  /^(can|does|do|is|are|will|would|should|could|how|who|where|when|why|which|may|puede|pueden|como|quien|donde|cuando|cuanto|cual|es|hay|debo|puedo|what (if|is|are|happens|about|rights)|que (pasa|derechos|es|significa)) /;
const QUESTION_OF_THE_MOMENT =
  /\b(what do i (do|say)|que (hago|digo|les digo|le digo)|do i (open|have|answer|tell|show)|abro|should i (open|run|go|talk|answer|say|show|sign))\b/;

function signsOf(sentence: Sentence | undefined, topic: EmergencyTopic | null, isOver: boolean): number[] {
  if (!sentence) return EMERGENCY_SIGNS.map(() => 0);
  const { words } = sentence;
  const asksGeneral = GENERAL_QUESTION.test(`${words[0] ?? ''} ${words[1] ?? ''} `);
  const asksWhatNow = QUESTION_OF_THE_MOMENT.test(words.join(' '));
  const flags = [topic !== null, isOver, asksGeneral, asksWhatNow, words.length <= 4];
  const tookPast = has(sentence, 'took') && has(sentence, 'past') && !has(sentence, 'recent');
  const extra = [isPast(sentence), at(sentence, 'if')[0] === 0, isDeniedAnywhere(sentence), tookPast, isGone(sentence)];
  return [...flags, ...SIGN_TAGS.map((tag) => has(sentence, tag)), ...extra].map(Number);
}

function readSentence(sentence: Sentence): Finding | null {
  if (speaksOfDying(sentence) || isThreatened(sentence)) return { topic: 'emergency.danger', rule: 'life' };
  return (
    readDanger(sentence) ??
    readCry(sentence) ??
    readTaking(sentence) ??
    readSelf(sentence) ??
    readPresence(sentence) ??
    readArrival(sentence) ??
    readBareWords(sentence)
  );
}

/** "I am not suicidal", "no me quiero morir": said against it, and nothing else for it. */
function speaksOfDying({ words, starts }: Sentence): boolean {
  const found = starts.get('emphatic-danger') ?? [];
  return found.some((start) => {
    const before = /^(me|am|im|feeling)$/.test(words[start - 1] ?? '') ? start - 2 : start - 1;
    return !/^(not|no|never|nunca|aint)$/.test(words[before] ?? '') || words[before - 1] === 'why';
  });
}

const THREAT =
  /^(he|she|my [a-z]+|mi [a-z]+|el|ella) (is |are |me |nos |se )?(esta |is )?(threatening|amenaza|amenazando|amenazandome|apuntando|pointing)\b.* (knife|gun|pistol|machete|cuchillo|pistola|arma|navaja)\b/;

/** Somebody at home with a weapon, whatever else the sentence asks. */
function isThreatened(sentence: Sentence): boolean {
  return THREAT.test(sentence.words.join(' ')) && !isPast(sentence) && at(sentence, 'if')[0] !== 0;
}

function readDanger(sentence: Sentence): Finding | null {
  const [first] = at(sentence, 'danger');
  if (first === undefined || isSupposed(sentence, first) || isPast(sentence) || has(sentence, 'heard')) return null;
  // "he has a knife, and says he will call ICE if I …": what is asked after the danger is not about it.
  const asks = at(sentence, 'general').some((start) => start < first) && !has(sentence, 'now', 'recent', 'cry');
  return asks || asksAbout(sentence, first) ? null : { topic: 'emergency.danger', rule: 'danger' };
}

const ASKS_WHAT = /^(what (is|are|does)|whats|who (is|are)|whos|que (es|son|significa)|quien(es)? (es|son)) /;

/** "ayuda", "HELP ME PLEASE", "migra!!", "ice here". */
function readCry(sentence: Sentence): Finding | null {
  const { words } = sentence;
  if (words.length > 6) return null;
  const cries = positions(sentence, 'cry', 'shout');
  if (cries.length === 0) return null;
  const covered = words.every((_, index) => isCovered(sentence, index, ['cry', 'shout', 'filler', 'spot', 'now']));
  const asks = (has(sentence, 'if', 'not', 'left') || ASKS_WHAT.test(words.join(' '))) && !has(sentence, 'cry');
  const isMenu =
    words.length > 1 &&
    !has(sentence, 'shout') &&
    words.some((word) => word === 'i' || word === 'que' || word === 'what' || word === 'a');
  return covered && !asks && !isMenu ? { topic: placeTopic(sentence), rule: 'cry' } : null;
}

function isCovered(sentence: Sentence, index: number, tags: readonly Tag[]): boolean {
  for (const tag of tags) {
    for (const start of at(sentence, tag)) {
      if (start > index) break;
      if (start === index || coverEnd(sentence, tag, start) > index) return true;
    }
  }
  return false;
}

/** End of the longest phrase of a tag that begins at a word. */
function coverEnd(sentence: Sentence, tag: Tag, start: number): number {
  let end = start + 1;
  for (const phrase of phrases.get(sentence.words[start] ?? '') ?? []) {
    if (phrase.tag !== tag) continue;
    if (phrase.rest.every((word, index) => sentence.words[start + 1 + index] === word)) {
      end = Math.max(end, start + 1 + phrase.rest.length);
    }
  }
  return end;
}

/** More words than this tell a story, and ask for help with it. */
const MOST_CRY_WORDS = 7;

function readTaking(sentence: Sentence): Finding | null {
  const taking = at(sentence, 'taking').find((position) => !isBlocked(sentence, position));
  const isOwn = has(sentence, 'mine', 'spot', 'now') || has(sentence, 'home', 'work');
  if (taking !== undefined && has(sentence, 'kin', 'mine') && isOwn && !asksAbout(sentence, taking)) {
    return { topic: 'emergency.detained-now', rule: 'taking' };
  }
  const took = at(sentence, 'took').find((position) => !isSupposed(sentence, position));
  // "help they took him": who cries for help does not mean last week.
  const isShort = sentence.words.length <= MOST_CRY_WORDS;
  if (took !== undefined && has(sentence, 'cry') && isShort && !isPast(sentence) && !isOld(sentence)) {
    return { topic: 'emergency.detained-now', rule: 'cry' };
  }
  if (took === undefined || !has(sentence, 'recent', 'now') || has(sentence, 'heard') || has(sentence, 'general'))
    return null;
  const isPersonal = has(sentence, 'kin', 'mine') && !asksAbout(sentence, took);
  return isPersonal && !isOld(sentence) ? { topic: 'emergency.detained-now', rule: 'just-took' } : null;
}

/** "me estan arrestando", "they are asking me for papers", "just got pulled over", "im hiding". */
function readSelf(sentence: Sentence): Finding | null {
  const own = at(sentence, 'act-self').find((position) => !isBlocked(sentence, position));
  if (own !== undefined && has(sentence, 'agent', 'police', 'they', 'mine', 'someone') && !asksAbout(sentence, own)) {
    return { topic: selfTopic(sentence), rule: 'to-me' };
  }
  const stopped = at(sentence, 'stopped').find((position) => !isBlocked(sentence, position));
  const isFresh =
    has(sentence, 'now', 'recent') ||
    sentence.words.includes('im') ||
    (sentence.words.length <= 6 && has(sentence, 'agent'));
  if (stopped !== undefined && isFresh && !asksAbout(sentence, stopped) && !has(sentence, 'general')) {
    return { topic: 'emergency.ice-street', rule: 'stopped' };
  }
  const hiding = at(sentence, 'hiding').find((position) => !isBlocked(sentence, position));
  if (hiding !== undefined && has(sentence, 'agent', 'they', 'police', 'home', 'work') && !has(sentence, 'general')) {
    return { topic: placeTopic(sentence), rule: 'hiding' };
  }
  return null;
}

/** Most words between the one who comes, what goes on, and where. */
const REACH = 9;

function readPresence(sentence: Sentence): Finding | null {
  const subjects = positions(sentence, 'agent', 'police', 'they', 'someone');
  const verbs = positions(sentence, 'present', 'arrived', 'act', 'now', 'plain-act');
  const places = positions(sentence, 'home', 'work', 'street', 'public', 'spot');
  for (const verb of verbs) {
    if (isBlocked(sentence, verb)) continue;
    const subject = subjectOf(sentence, verb, subjects);
    if (subject === null || (subject >= 0 && (isAsked(sentence, subject) || isBlocked(sentence, subject)))) continue;
    const isAct = at(sentence, 'act').includes(verb);
    for (const place of places) {
      const from = Math.min(verb, place, subject < 0 ? verb : subject);
      const to = Math.max(verb, place, subject);
      if (to - from > REACH || !isOwnPlace(sentence, place, isAct)) continue;
      if (place < verb && !isAct && verb - place > 4) continue;
      if (isGeneralTalk(sentence, verb, place)) continue;
      return { topic: placeTopic(sentence), rule: 'presence' };
    }
    if (
      isAct &&
      subject >= 0 &&
      has(sentence, 'agent', 'police') &&
      Math.abs(subject - verb) <= 4 &&
      has(sentence, 'mine', 'now', 'home')
    ) {
      return { topic: placeTopic(sentence), rule: 'act' };
    }
  }
  return null;
}

const JOINING_WORDS = new Set(
  list(
    'and, y, pero, but, ya, ahorita, ahora, ay, ai, help, ayuda, porque, que, hago, do, es, dios, favor, please, oh, hay, creo, me, nos, se, now, ayudenme, i, think, esta, cause, cuz, aqui, afuera, urgente, los, oigan, oiga, quien, donde',
  ),
);

/** Who does it: the nearest one named; -1 where Spanish leaves it out ("estan tocando"); null where it is somebody else. */
function subjectOf(sentence: Sentence, verb: number, subjects: readonly number[]): number | null {
  let best: number | null = null;
  for (const subject of subjects) {
    const distance = subject <= verb ? verb - subject : subject - verb + 1;
    if (distance <= 6 && (best === null || distance < Math.abs(verb - best))) best = subject;
  }
  if (best !== null) return best;
  const word = sentence.words[verb] ?? '';
  const isBare =
    /^(estan|stan|andan|tocan|tocando|golpeando|golpean|tokando|knocking|banging|pounding|gritan|quieren|entraron|intentan|tratan|llegaron|rompieron|tumbaron)$/.test(
      word,
    );
  const before = sentence.words[verb - 1];
  return isBare && (before === undefined || JOINING_WORDS.has(before)) ? -1 : null;
}

/** "outside", "my house", "the door"; "in my neighbourhood" or "at the school in Dallas" is not where the person is. */
function isOwnPlace(sentence: Sentence, place: number, isAct: boolean): boolean {
  if (at(sentence, 'spot').includes(place)) {
    const next = sentence.words[place + 1];
    return next !== 'in' && next !== 'en' && next !== 'chicago' ? true : ownAfter(sentence, place);
  }
  const isMine =
    at(sentence, 'mine').some((position) => position < place && place - position <= 3) ||
    MINE.test(sentence.words[place] ?? '');
  const isDoor =
    /^(door|puerta|window|ventana|dor|puera|purta|gate|porton|timbre|doorbell|lobby|hallway|building|edificio|house|casa|apartment|downstairs|porch|driveway|pasillo|yard|patio|doorstep|puertas|garage)$/.test(
      sentence.words[place] ?? '',
    );
  if (at(sentence, 'home').includes(place)) return isMine || isDoor || isAct;
  const isDefinite =
    /^(the|el|la|al|este|this|del)$/.test(sentence.words[place - 1] ?? '') || sentence.words[place] === 'work';
  if (at(sentence, 'work').includes(place)) return isMine || isDefinite || isAct;
  if (at(sentence, 'public').includes(place)) return isMine || (isDefinite && has(sentence, 'now'));
  return isMine || isAct || (isDefinite && has(sentence, 'now'));
}

const MINE = /^(my|mi)$/;

function ownAfter(sentence: Sentence, place: number): boolean {
  return (
    at(sentence, 'mine').some((position) => position > place && position - place <= 3) || has(sentence, 'home', 'work')
  );
}

/** "do officers need a warrant to come in my house": the words between do not tell of something going on. */
function isGeneralTalk(sentence: Sentence, verb: number, place: number): boolean {
  const isNowOnly = at(sentence, 'now').includes(verb) && !has(sentence, 'present', 'act', 'arrived', 'plain-act');
  const isPlain = at(sentence, 'plain-act').includes(verb) && !at(sentence, 'act').includes(verb);
  if ((isNowOnly || isPlain) && (has(sentence, 'general', 'heard') || sentence.words.length > 12)) return true;
  const general = at(sentence, 'general');
  const isAsking = general.some(
    (position) => position < Math.min(verb, place) && Math.min(verb, place) - position <= 3,
  );
  return isAsking && !has(sentence, 'now', 'cry') && !/^(hay|do)$/.test(sentence.words[general[0] ?? 0] ?? '');
}

/** "llego la migra", "ice just pulled up", "viene la migra". */
function readArrival(sentence: Sentence): Finding | null {
  const agents = positions(sentence, 'agent');
  if (agents.length === 0 || sentence.words.length > 9 || has(sentence, 'general', 'heard', 'area')) return null;
  for (const verb of positions(sentence, 'arrived')) {
    const agent = agents.find((position) => Math.abs(position - verb) <= 4);
    if (agent === undefined || isBlocked(sentence, verb) || isAsked(sentence, agent)) continue;
    return { topic: placeTopic(sentence), rule: 'arrival' };
  }
  const comes = sentence.words.findIndex((word) => word === 'viene' || word === 'vienen');
  const isComing = comes >= 0 && sentence.words.length <= 5 && !isBlocked(sentence, comes);
  return isComing ? { topic: placeTopic(sentence), rule: 'coming' } : null;
}

/** "ice at my door", "migra afuera": no verb at all, nothing but the two before and around. */
function readBareWords(sentence: Sentence): Finding | null {
  if (sentence.words.length > 10 || has(sentence, 'general', 'heard', 'area', 'modal') || isPast(sentence)) return null;
  const [agent] = positions(sentence, 'agent');
  if (agent === undefined || isBlocked(sentence, agent)) return null;
  const place = positions(sentence, 'home', 'work', 'spot', 'street').find(
    (position) => position > agent && position - agent <= 5,
  );
  if (place === undefined || !isOwnPlace(sentence, place, false)) return null;
  const clear = sentence.words
    .slice(0, agent)
    .every((_, index) => isCovered(sentence, index, ['filler', 'cry', 'mine', 'now', 'agent']));
  const between = sentence.words
    .slice(agent + 1, place)
    .every((_, index) =>
      isCovered(sentence, agent + 1 + index, ['filler', 'mine', 'agent', 'spot', 'now', 'home', 'work', 'street']),
    );
  return clear && between ? { topic: placeTopic(sentence), rule: 'bare' } : null;
}

/** Supposed, denied or past, as far as it concerns the word at a position. */
function isBlocked(sentence: Sentence, position: number): boolean {
  return isSupposed(sentence, position) || isPast(sentence) || isDenied(sentence, position);
}

/** An "if" before the word, with no new start between them. */
function isSupposed(sentence: Sentence, position: number): boolean {
  return at(sentence, 'if').some((start) => {
    if (start === 0 && sentence.startsWithYes) return false;
    // "do not know if I should open, ICE is here": an "if" after the word supposes something else.
    return start <= position;
  });
}

function isPast(sentence: Sentence): boolean {
  return has(sentence, 'past') && !has(sentence, 'now', 'recent');
}

/** Told as over although a word such as "just" stands somewhere. */
function isOld(sentence: Sentence): boolean {
  return has(sentence, 'past') && !has(sentence, 'recent', 'now');
}

function isDenied(sentence: Sentence, position: number): boolean {
  return at(sentence, 'not').some((start) => Math.abs(start - position) <= 2);
}

/** "is ICE …", "can they …": the verb before the one who would come makes it a question. */
function isAsked(sentence: Sentence, subject: number): boolean {
  const article = /^(la|el|los|the|las)$/.test(sentence.words[subject - 1] ?? '');
  const before = subject - (article ? 2 : 1);
  if (before < 0 || !at(sentence, 'modal').includes(before)) return false;
  return !/^(there|it|this|that|i|hay|outside|door)$/.test(sentence.words[before - 1] ?? '');
}

function asksAbout(sentence: Sentence, position: number): boolean {
  return positions(sentence, 'agent', 'police', 'they').some(
    (subject) => subject < position && isAsked(sentence, subject),
  );
}

function selfTopic(sentence: Sentence): EmergencyTopic {
  const isArrest = sentence.words.some((word) =>
    /^(arrest|detain|detenid|deten|handcuff|cuff|esposad|tienen|tiene|taking|taken|llev|got|has|have|custod)/.test(
      word,
    ),
  );
  if (isArrest && !has(sentence, 'act')) return 'emergency.detained-now';
  if (has(sentence, 'home')) return 'emergency.ice-at-home';
  return has(sentence, 'work') ? 'emergency.ice-at-work' : 'emergency.ice-street';
}

function placeTopic(sentence: Sentence): EmergencyTopic {
  const isHome = at(sentence, 'home').some(
    (position) =>
      !/^(door|window|puerta|ventana|gate|house|building|edificio|entrada)$/.test(sentence.words[position] ?? '') ||
      MINE.test(sentence.words[position - 1] ?? ''),
  );
  if (isHome) return 'emergency.ice-at-home';
  if (has(sentence, 'work')) return 'emergency.ice-at-work';
  if (has(sentence, 'street', 'public') && !has(sentence, 'home')) return 'emergency.ice-street';
  return 'emergency.ice-at-home';
}
