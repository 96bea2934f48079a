/** Words by which somebody gives a task to a writer or a model; general English, not a list of attacks. */

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Verbs of intellectual work. At the head of a sentence they set a task; business mail seldom does that. */
export const TASK_VERBS =
  set(`write rewrite compose draft author pen craft narrate recite explain elaborate describe define clarify illustrate
demonstrate translate transcribe transliterate interpret paraphrase rephrase reword summarize summarise condense outline list enumerate generate
produce invent imagine brainstorm devise formulate analyze analyse evaluate assess examine compare contrast classify categorize categorise rank
calculate compute solve derive prove estimate predict forecast simulate model convert encode decode encrypt decrypt cipher scramble unscramble jumble
rearrange reverse invert capitalize substitute replace misspell spell rhyme tell teach discuss debate argue criticize critique review identify detect extract infer
suggest recommend propose advise conceptualize investigate explore compile tabulate sort format render answer respond output print repeat echo
pretend act roleplay impersonate adopt behave speak talk sing joke entertain implement code program debug refactor optimize`);

/** Verbs that change a text that is being written: a task when the text is the answer. */
export const EDIT_VERBS =
  set(`add append prepend insert include incorporate integrate embed weave mention modify alter change adjust adapt augment
enhance extend expand enrich embellish emphasize emphasise highlight stress begin start end finish conclude close use employ apply introduce
intersperse interleave remove delete omit drop strip group split join combine merge shift swap switch turn transform make provide present give deliver show express phrase
state say claim assert promote advertise endorse encourage urge persuade convince invite ask instruct direct tell warn inform notify remind hint tease spread
circulate share post publish announce disseminate link point refer offer supply create build develop design construct prepare plan schedule organize find search look check
fetch retrieve get obtain gather collect research locate set book order play call follow keep avoid ensure consider ignore disregard forget skip bypass override`);

/** What a model gives back, when it is called "your" or "the". */
export const ANSWER_NOUNS =
  'response|responses|answer|answers|reply|replies|output|outputs|completion|summary|summaries|generated text|reaction|feedback to the user';

/** Things one asks a writer or a model to make; hardly anything a letter to a person would ask for. */
export const PRODUCTS =
  set(`poem poems haiku limerick sonnet verse rhyme joke riddle pun story stories tale fable essay article paragraph blog speech slogan tagline
headline jingle song lyrics script screenplay dialogue monologue novel chapter plot letter email memo tweet caption post outline summary synopsis abstract
translation synonym antonym definition sentence sentences word words phrase acronym anagram cipher code function algorithm program snippet regex query formula equation
table chart list steps recipe itinerary plan strategy strategies idea ideas tips example examples analysis report trend trends insight insights
comparison overview explanation guide tutorial lesson quiz question questions hypothesis theory proof dataset spreadsheet playlist game trivia fact facts quote quotes advice
letters vowels consonants characters emoji emojis symbols binary hexadecimal base64 morse alphabet numbers language french spanish german italian latin japanese chinese russian english`);

/** Words of an everyday letter's own requests: they speak against a task for a model. */
export const BUSINESS =
  /\b(?:unsubscribe|click|e-?mail us|contact (?:us|me)|call (?:us|me)|reply to this|this (?:e-?mail|message|letter|notice|link|form|invoice)|attached|enclosed|below|above|your (?:account|order|payment|card|invoice|subscription|policy|claim|password|profile|bank|inbox|team|trial|plan|booking|delivery|visit|convenience|earliest)|let (?:us|me) know|feel free|thank(?:s| you)|regards|sincerely|look(?:ing)? forward|privacy|terms|copyright|all rights)\b/i;

/** Small words, which say nothing about what a text is about. */
export const SMALL =
  set(`the a an and or but if of to in on at by for from with without about as into over under is are was were be been being am do does did done have has
had having will would shall should can could may might must not no nor so than then that this these those it its he she they them their his her hers him we us our ours you your
yours i me my mine who whom whose which what when where why how there here all any each every some most more less many much few other another such only own same too very just also
please e-mail email message mail subject content date received sent`);
