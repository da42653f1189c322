/** Id of an answer, for example `rights.home`: its two folder names. @see TOPICS in content/README.md */
export type TopicId = string;
/** Id of a city (`chicago`), a state (`illinois`) or `us`. */
export type PlaceId = string;
/** BCP-47 code of an installed language, the name of its files: `en`, `es`. */
export type Language = string;
