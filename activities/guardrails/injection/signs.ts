/** What speaks for and against a passage being an order to a model. */
import type { InjectionReason } from '../contract';
import type { Passage } from './passages';
import { ANSWER_NOUNS, BUSINESS, EDIT_VERBS, PRODUCTS, SMALL, TASK_VERBS } from './words';

/** Evidence in logits, with the reason that is shown to people. */
export interface Sign {
  reason: InjectionReason | null;
  weight: number;
}

const OVERRIDE = [
  /\b(?:ignore|disregard|forget|override|bypass|skip|do not follow|don't follow|stop following)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|other|your|the|these|those|system)\b[^.!?\n]{0,25}\b(?:instruction|instructions|prompt|prompts|rule|rules|direction|directions|guideline|guidelines|context|text|content|task|command|commands|policy|policies)\b/i,
  /<\|?\/?(?:system|assistant|user|im_start|im_end|inst|endoftext)\b[^>]{0,20}\|?>|\[\/?INST\]|^\s*#{2,}\s*(?:system|instruction|instructions|new task|task|prompt)\b|^\s*(?:system|assistant|human|user|ai|instruction|instructions)\s*:\s/i,
  /\b(?:system prompt|developer mode|jailbreak|new instructions?\s*:|you are now|from now on,? you|your (?:new|real|actual|true|only) (?:task|instruction|instructions|job|goal|role|purpose))\b/i,
  /\b(?:reveal|print|repeat|show|leak|output)\b[^.!?\n]{0,30}\b(?:system prompt|your (?:prompt|instructions)|hidden (?:prompt|instructions))\b/i,
];
const ASSISTANT =
  /\b(?:as an? (?:ai|llm|assistant|language model|chatbot)|(?:language|ai) models?|llms?|chat ?bots?|gpt(?:-\w+)?|chatgpt|copilot|ai (?:assistant|system|agent|reader|reviewer|tool)s?|(?:dear|hey|hello|hi|attention|note to|message to|instructions? (?:for|to)) (?:the )?(?:ai|assistant|bot|model|agent|system)|virtual assistant|automated (?:reader|reviewer|assessor|system)s?)\b/i;
const ANSWER = new RegExp(
  `\\b(?:your|the|each|every|this|its|any|all)\\s+(?:\\w+\\s+){0,2}?(?:${ANSWER_NOUNS})\\b|\\b(?:respond|answer|reply)\\s+(?:only|in|with|using|as|like|by|without|entirely|exclusively)\\b|\\b(?:in|to|into|within|throughout|from|of|for) (?:your|the) (?:${ANSWER_NOUNS})\\b`,
  'i',
);
const POSSESSIVE_ANSWER = new RegExp(`\\byour\\s+(?:\\w+\\s+){0,2}?(?:${ANSWER_NOUNS})\\b`, 'i');
const QUESTION =
  /^(?:so,?\s+|and\s+|but\s+|now,?\s+)?(?:what(?:'s|’s| is| are| was| were| does| do| did| causes| makes| would| kind)|who(?:'s|’s| is| was| are| were| wrote| invented| discovered| won| painted| built| founded| played| directed)?|how (?:do|does|did|can|could|would|is|are|to|many|much|long|far|old|tall|big|old)|why (?:do|does|did|is|are|was|were|can)|when (?:did|was|is|were|does)|where (?:is|are|was|were|does|do|can)|which|can you|could you|would you|will you|do you know|is it|are there|does|did|is there)\b/i;
const ASKED_TO =
  /^(?:can|could|would|will) you (?:please |kindly )?(\w+)|^(?:please|kindly)[ ,]+(\w+)|^i (?:want|need|would like|'d like|’d like|order|command|ask) you to (\w+)|^(?:you (?:must|should|have to|need to|are (?:to|required to))(?: now| also| always)?) (\w+)|^(?:now|then|next|also|finally|first|instead|additionally|furthermore|moreover|afterwards?|lastly),? (\w+)|^(?:let's|let’s) (\w+)|^(?:make sure to|be sure to|remember to|do not forget to|don't forget to|try to|feel free to) (\w+)|^in (?:your|the) (?:\w+ )?(?:response|answer|reply|output),? (\w+)/i;
const DECISION =
  /\b(?:approve|accept|settle|pay|authori[sz]e|grant|reject|deny|mark|classify|treat|rate|score|flag|label|escalate|close|route)\b[^.!?\n]{0,40}\b(?:claim|claims|payment|invoice|document|application|request|case|claimant|this|it)\b[^.!?\n]{0,60}\b(?:immediately|without|regardless|in full|as (?:approved|valid|paid|legitimate|genuine|low[- ]risk|covered|verified|safe)|no (?:further|more)|automatically|straight|at once|do not|don't|never)\b|\b(?:do not|don't|never) (?:flag|escalate|refer|review|question|investigate|check|verify|mention|report|tell|reveal|disclose)\b[^.!?\n]{0,60}\b(?:claim|document|payment|invoice|user|reviewer|adjuster|anyone|anybody|human|customer|fraud|this)\b/i;
const HIDDEN =
  /(?:\u200b|\u200c|\u200d|\u2060|\ufeff){2,}|[\u202a-\u202e\u2066-\u2069]{2}|(?:\udb40[\udc20-\udc7f]){3}/;
const ROLE_PLAY =
  /\b(?:act|behave|speak|write|respond|answer|reply|pretend|talk) (?:as|like) (?:if |a |an |the |though )|\bpretend (?:to be|you are|that you)|\broleplay\b|\bimagine (?:you|that you)\b/i;
const ABOUT_TEXT =
  /\b(?:the|this|following|given|above|preceding) (?:text|passage|sentence|paragraph|statement|review|tweet|content|words?|phrase|conversation|snippet)\b/i;
const NOT_SHOWN = /\b(?:users?|readers?|audience|the reader|people)\b/i;

/** @param relationOf share of the passage's content words that the rest of the document has too */
export function signsOf(passage: Passage, relationOf: () => number, inTable: boolean): Sign[] {
  const { text, cell } = passage;
  const signs: Sign[] = [];
  const sign = (weight: number, reason: InjectionReason | null = null) => signs.push({ weight, reason });
  const words = text.toLowerCase().match(/[\p{L}\d][\p{L}\d'’-]*/gu) ?? [];
  if (OVERRIDE.some((pattern) => pattern.test(text))) sign(5, 'override');
  if (HIDDEN.test(text)) sign(4.5, 'hidden-text');
  if (DECISION.test(text)) sign(3.2, 'names-the-decision');
  if (ASSISTANT.test(text)) sign(2, 'addresses-assistant');
  if (ROLE_PLAY.test(text)) sign(2.2, 'addresses-assistant');
  if (words.length < 3 || words.length > 80) return signs;

  const asked = ASKED_TO.exec(text.replace(/^[^\p{L}\p{N}<#[]+/u, ''))
    ?.slice(1)
    .find((verb) => verb !== undefined)
    ?.toLowerCase();
  const head = asked ?? words[0] ?? '';
  // "Review of the policy", "Design: a trial": a noun.
  const isNoun = asked === undefined && /^\W*[\p{L}'’-]+(?:\s+of\b|\s*:)/iu.test(text);
  const isTask = !isNoun && TASK_VERBS.has(head);
  const isEdit = !isNoun && EDIT_VERBS.has(head);
  const product = words.slice(1).some((word) => PRODUCTS.has(word));
  if (POSSESSIVE_ANSWER.test(text) && (isTask || isEdit)) sign(4.5, 'shapes-the-answer');
  else if (ANSWER.test(text)) sign(isTask || isEdit ? 3.4 : 1.6, 'shapes-the-answer');
  if (isTask) sign(2.3, 'task-request');
  else if (isEdit) sign(1.2, 'task-request');
  if ((isTask || isEdit) && product) sign(1.1);
  if (ABOUT_TEXT.test(text) && (isTask || isEdit)) sign(0.8);
  if ((isTask || isEdit) && NOT_SHOWN.test(text)) sign(1.2);
  const question = text.trimEnd().endsWith('?') && QUESTION.test(text);
  if (question && !isTask && !isEdit) sign(1.7, 'question-to-model');
  if (signs.length === 0) return signs;

  const content = words.filter((word) => word.length > 2 && !SMALL.has(word));
  const relation = content.length >= 2 ? relationOf() : 1;
  if (content.length >= 2) sign(relation === 0 ? 1.2 : relation < 0.25 ? 0.5 : relation > 0.6 ? -1.4 : -0.3);
  if (cell) sign(-2.5);
  else if (inTable) sign(2.2);
  else if (passage.wholeLine) sign(0.6);
  if (BUSINESS.test(text)) sign(-2.2);
  if (/\b(?:we|we're|we'll|we've|our|ours|us|i'm|i've|i'll)\b/i.test(text)) sign(-1.3);
  if (/^(?:if|when|once|as|since|because|after|before|while|although)\b/i.test(text)) sign(-1);
  if (/^[^.!?:]{3,60}$/.test(text) && !question) sign(-1.2);
  return signs;
}
