/**
 * Orders to the model in material from outside. A signal, never the only control: untrusted text goes in as marked data, the
 * model has no tools, and every answer is checked by code. Pure.
 */

export type InjectionSign =
  | 'override'
  | 'role-change'
  | 'addresses-model'
  | 'asks-for-decision'
  | 'prompt-marks'
  | 'hidden-characters'
  | 'encoded-block';

const SIGNS: [InjectionSign, RegExp][] = [
  [
    'override',
    /\b(ignore|disregard|forget|override|bypass|do not follow)\b[^.\n]{0,40}\b(previous|prior|above|earlier|all|any|your|these|the)\b[^.\n]{0,30}\b(instructions?|prompts?|rules?|guidelines?|directions?|context|polic(?:y|ies))\b/i,
  ],
  [
    'role-change',
    /\b(you are now|act as|pretend (?:to be|you are)|from now on,? you|new (?:system )?(?:instructions?|prompt)|developer mode|jailbreak)\b/i,
  ],
  [
    'addresses-model',
    /\b(as an? (?:AI|language model|assistant)|(?:dear|hey|attention|note to|instructions? (?:to|for)) (?:the )?(?:AI|LLM|assistant|model|chatbot|chatgpt|gpt|agent|system))\b/i,
  ],
  [
    'asks-for-decision',
    /\b(approve|accept|pay|settle|mark|classify|set|rate|score)\b[^.\n]{0,30}\b(this|the)\b[^.\n]{0,20}\b(claim|payment|invoice|request|document|risk|fraud|score|status)\b[^.\n]{0,40}\b(approved|immediately|in full|without (?:any )?(?:review|checks?)|as (?:valid|genuine|low|safe|paid)|to (?:zero|0|low))\b/i,
  ],
  [
    'prompt-marks',
    /<\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>|^\s*#{2,}\s*(?:system|instruction)s?\s*:/im,
  ],
  // Zero-width and direction marks inside words, tag characters: nobody types them.
  ['hidden-characters', /\p{L}[\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]+\p{L}|[\u{E0000}-\u{E007F}]{3,}/u],
  ['encoded-block', /(?:^|\s)[A-Za-z0-9+/]{160,}={0,2}(?:\s|$)/],
];

/** Signs of orders to a model in a text. @returns how often each kind of sign is there (0 or 1 a text) */
export function injectionSigns(text: string): InjectionSign[] {
  const plain = text.replaceAll(/[\u200B\u2060\uFEFF]/g, '');
  return SIGNS.filter(([sign, expression]) => expression.test(sign === 'hidden-characters' ? text : plain)).map(
    ([sign]) => sign,
  );
}
