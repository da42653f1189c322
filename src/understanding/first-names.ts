import { list } from './phrase-table.js';

/** Common first names in the United States and Latin America, folded: they are masked after "my brother", "this is". */
export const FIRST_NAMES: ReadonlySet<string> = new Set(
  list(`jose, maria, juan, luis, carlos, jorge, miguel, jesus, pedro, antonio, francisco, manuel, alejandro, alejandra, david,
    daniel, daniela, fernando, fernanda, roberto, ricardo, eduardo, javier, sergio, rafael, raul, oscar, mario, ramon,
    enrique, ruben, hector, victor, victoria, martin, alberto, alfredo, arturo, armando, gerardo, guadalupe, guillermo,
    gustavo, hugo, ivan, jaime, joaquin, julio, julian, leonardo, lorenzo, marcos, marco, mateo, nicolas, omar, pablo,
    patricio, patricia, rodrigo, rodolfo, salvador, samuel, santiago, sebastian, tomas, vicente, wilmer, yonathan,
    ana, rosa, carmen, elena, laura, lucia, luz, marta, martha, margarita, gabriela, gabriel, veronica, leticia, norma,
    silvia, sandra, claudia, diana, gloria, irma, isabel, juana, karla, lorena, lourdes, marisol, mayra, mercedes, miriam,
    monica, natalia, paola, pilar, raquel, rocio, sara, sofia, sonia, susana, teresa, valentina, valeria, vanessa, ximena,
    yesenia, yolanda, angel, angela, andres, andrea, adriana, adrian, alicia, alma, araceli, beatriz, blanca, brenda,
    cecilia, cesar, cristian, cristina, diego, dolores, edgar, edwin, elias, emilio, erick, erika, esteban, esperanza,
    felipe, felix, flor, ignacio, ismael, israel, jesica, jonathan, josefina, kevin, brayan, bryan, wendy, yamileth,
    john, james, robert, michael, william, richard, joseph, thomas, christopher, charles, matthew, anthony, mark, steven,
    paul, andrew, joshua, kenneth, brian, george, edward, ronald, timothy, jason, jeffrey, ryan, jacob, gary, nicholas,
    eric, stephen, larry, justin, scott, brandon, benjamin, gregory, patrick, alexander, frank, raymond, jack, dennis,
    mary, jennifer, linda, elizabeth, barbara, susan, jessica, sarah, karen, lisa, nancy, betty, margaret, ashley, emily,
    kimberly, donna, michelle, carol, amanda, melissa, deborah, stephanie, rebecca, sharon, cynthia, kathleen, amy, anna,
    olga, ivan, dmitri, oleksandr, mohammed, mohamed, muhammad, ahmed, ali, fatima, aisha, wei, ming, nguyen, minh, linh,
    kwame, jean, pierre, marie, jacques, piotr, pawel, agnieszka, katarzyna, krzysztof, giovanni, rosario, consuelo,
    eugenio, evelyn, fabian, fidel, gilberto, gonzalo, humberto, ines, isaac, kenia, leonel, lilia, lizbeth, magdalena,
    marcela, marcelo, mauricio, melvin, moises, nelson, noe, osvaldo, ramiro, reina, reyna, rene, rigoberto, rogelio,
    rolando, santos, saul, selena, selvin, teodoro, ulises, uriel, wilfredo, wilson, xochitl, yadira, zoila, nayeli`),
);
