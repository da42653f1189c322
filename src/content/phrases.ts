import { z } from 'zod';
import { BULLETIN_STATUS } from './schema.js';

/** The widget's own words, `widget` in `content/phrases/<language>.yaml`. */
export const WIDGET_STRING_IDS = [
  'open', // launcher
  'title', // heading of the panel
  'close',
  'leave', // "Leave and forget", the large button
  'leaveNote', // what leaving does and what it cannot do
  'inputLabel', // label of the text field
  'inputHint', // placeholder, and the hint not to type names or numbers
  'send',
  'sending',
  'notSent', // could not be sent, will be tried again
  'retry',
  'offline', // no connection: what still works
  'failed', // the bot cannot be reached: hotline text
  'language', // label of the language choice
  'you', // for screen readers before the person's own words
  'bot', // for screen readers before the bot's words
  'typing',
  'choices', // label of the group of buttons
  'sources', // summary of the folded sources
  'call', // before a number, for screen readers
  'website',
  'showCard', // show the words to say large
  'hideCard',
  'copy',
  'copied',
  'emergencyTitle', // heading of the answers kept on the device
  'newMessage', // for screen readers: there is an answer
  'noScript', // page without script
  'intro', // one sentence on the demonstration page
  'introPrivacy', // one sentence on what is kept, before the first word
  'emergency', // label of the emergency button, and of an emergency answer
  'share',
  'textSize',
  'textNormal',
  'textLarge',
  'textLargest',
  'options', // button: text size, colours, remember
  'colours',
  'coloursAuto', // as the device has them
  'coloursLight',
  'coloursDark',
  'remember', // button: keep something on this device
  'rememberNote', // what is kept then, where, how long, how to forget it
  'remembered', // it is kept now
  'forgetDevice', // button: forget what is on this device
  'forgotten',
  'print',
  'savedOn', // {date}: the day of the answers on the device
  'wordsTitle', // words to hold up to an officer
  'rightsTitle', // rights cards
  'hotlinesTitle',
  'place', // label of the choice of a place
  'wholeCountry',
  'packMissing', // the answers are not on the device yet
  'gone', // after leaving without a connection: what remains
  'shiftHint', // that three presses of Shift leave
  'pageFor', // demonstration page: for whom
  'pageKept', // demonstration page: what is kept
  'pageHelp', // demonstration page: who stands behind it
  'pageAsk', // demonstration page: the button to the chat
] as const;
export type WidgetStringId = (typeof WIDGET_STRING_IDS)[number];

/** The words of the pages without a script, `site` in `content/phrases/<language>.yaml`. */
export const SITE_STRING_IDS = [
  'allAnswers',
  'start', // link to the first page
  'skip', // link to the text, for keyboards
  'emergency', // titles of the groups of topics, by the first part of their ids
  'rights',
  'police',
  'raids',
  'detained',
  'order',
  'plan',
  'help',
  'bot',
  'refuse',
  'cities',
  'states',
  'national',
  'inPlace', // {title} {place}: an answer for one place
  'placePage', // {place}: title of a page of a city or state
  'placeAnswers', // {place}: heading of the answers that differ there
  'organizations', // title of the page of all organizations
  'organizationsIn', // {place}
  'otherPlaces', // heading: the same answer for other places
  'related',
  'madeOn', // {date} and what may have changed since
  'cards', // title of the cards to print
  'cardsNote',
  'cardWords', // over the words for the officer on a card
  'search', // title of the page of all pages
  'searchLabel',
  'searchNone',
  'searchFound', // {count}
  'allPages',
  'chat', // link to the chat
] as const;
export type SiteStringId = (typeof SITE_STRING_IDS)[number];

/** The bot's own sentences. Words in braces are filled in by the code. */
export const PHRASE_IDS = [
  // reply
  'sources', // title of the sources
  'asOf', // {date}
  'checked',
  'notReviewed',
  'reviewed', // {by} {date}
  'overdue', // {date}
  'withdrawn', // {date}
  'noAnswerYet', // a topic that has no text here
  'sayThis', // title of words to say
  'warning',
  'nationalAnswer', // no place known: this is for the whole country
  'stateAnswer', // {place} {state}: the state's answer
  'noPlaceAnswer', // {place}: nothing of its own
  'otherLanguage', // the answer stands in another language only
  'knowledgeGap', // {date}: after that day nothing could be checked
  'history', // before a bulletin that is past
  // directory
  'openNow', // {time} closing
  'openAlways',
  'closedNow', // {when} opening
  'openHoliday', // {time} closing, on a holiday of which nobody said whether these hours hold
  'opensHoliday', // the day of opening is a holiday
  'opensInLanguage', // {language} {when}: spoken at other hours than now
  'languageNotKnown', // {language}: not known to be spoken there
  'distance', // {miles} {place}
  'distanceNear', // {place}
  'notConfirmedSince', // {date}: long ago
  'hoursUnknown',
  'hoursOnWebsite',
  'costUnknown',
  'languagesLabel', // {languages}
  'languagesUnknown',
  'whyPlace', // {place}
  'whyPart', // {area}: a part of the metro
  'whyNational',
  'whyFirst', // {place}: first for this need
  'websiteOnly', // phone not confirmed
  'confirmed', // {date}
  'collectOnly', // only from inside detention
  'extension', // {number}
  'governmentLine', // a line of the government itself
  'refineMore', // buttons under organizations
  'refineFree',
  'refineOpen',
  'refineLanguage',
  'refineWhichLanguage', // asks for the language to be spoken there
  'refineNone', // {wishes} that those shown do not meet
  'refineAnyCost', // buttons that take a wish back
  'refineAnyHours',
  'refineAnyLanguage',
  'wishes', // {wishes} that hold for what is shown
  'wishesNoted', // {wishes}, before help is shown
  'wishFree',
  'wishOpen',
  'wishLanguage', // {language}
  'refineNoMore',
  // dialog
  'unclear', // before two or three choices
  'outOfScopeChoice', // "something else"
  'menuTitle',
  'anythingElse', // after a flow ended
  'askPlace',
  'askPlaceAgain',
  'placeNotKnown', // {place} or text without a place
  'skip',
  'back',
  'menu',
  'restart',
  'stopped',
  'restarted',
  'talkToPerson',
  'resumeFlow',
  'emptyMessage',
  'tooLong',
  'error', // something broke: calm, with a number
  'languageChanged',
  'placeSet', // {place}
  'myPlace', // button: tell my city or ZIP
  'yes',
  'no',
  // workspaces (Teams, Slack) and the people who help others
  'workspacePrivacy', // first message: who else can read it; {website}
  'workspacePrivacyNoSite', // the same where no website is set
  'makeCard', // button: a card to pass on
  'cardIn', // button: the card in {language}
  'cardIntro', // before the card
  'cardNote', // on the card: what it is not
  'cardNothing', // no answer yet to make a card of
  'isCurrent', // button: sources, dates, reviewer
  'currentTitle', // {title}
  'currentDue', // {date}
  'currentNothing', // no answer yet to tell about
  'commandHelp', // beside /rights in Slack's list of commands
  'appShort', // what the app is, in the store of Teams or Slack: at most 80 characters
] as const;
export type PhraseId = (typeof PHRASE_IDS)[number];

const record = <K extends string>(ids: readonly K[]) =>
  z.strictObject(Object.fromEntries(ids.map((id) => [id, z.string().min(1)])) as Record<K, z.ZodString>);

/** `content/phrases/<language>.yaml`. */
export const PhrasesFile = z.strictObject({
  code: z.string().min(2),
  /** The language's own name, never a flag. */
  name: z.string().min(2),
  direction: z.enum(['ltr', 'rtl']),
  bot: record(PHRASE_IDS),
  status: record(BULLETIN_STATUS),
  /** Names of languages that organizations speak, by code. */
  languages: z.record(z.string(), z.string()),
  widget: record(WIDGET_STRING_IDS),
  site: record(SITE_STRING_IDS),
});
export type PhrasesFile = z.infer<typeof PhrasesFile>;

/** `content/phrases/foreign.yaml`: for each language that is not installed, "we do not have it yet", with a number. */
export const ForeignFile = z.record(
  z.string(),
  z.strictObject({ name: z.string().min(2), direction: z.enum(['ltr', 'rtl']), text: z.string().min(10) }),
);
export type ForeignFile = z.infer<typeof ForeignFile>;
