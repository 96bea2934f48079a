/** What a draft may never say, whoever wrote it: amounts and decisions come from code and people. Pure. */

export type OutputOffence = 'promise-of-payment' | 'admission-of-liability' | 'accusation' | 'talks-about-itself';

const OFFENCES: [OutputOffence, RegExp][] = [
  [
    'promise-of-payment',
    /\b(?:we (?:will|shall|are going to|promise to|guarantee to)|you (?:will|shall)(?: definitely| certainly)?) (?:pay|be paid|reimburse|be reimbursed|compensate|be compensated|receive (?:a |the |your )?(?:payment|settlement|full))|\bpayment is guaranteed\b/i,
  ],
  [
    'admission-of-liability',
    /\bwe (?:admit|accept|acknowledge) (?:full |all |our )?(?:liability|fault|responsibility)\b/i,
  ],
  ['accusation', /\b(?:fraud(?:ulent(?:ly)?)?|you (?:lied|are lying|faked|forged)|dishonest(?:ly)?|deceiv\w+)\b/i],
  ['talks-about-itself', /\bas an? (?:AI|language model|assistant)\b|\bmy (?:training|instructions|system prompt)\b/i],
];

export function outputOffences(text: string): OutputOffence[] {
  return OFFENCES.filter(([, expression]) => expression.test(text)).map(([offence]) => offence);
}
