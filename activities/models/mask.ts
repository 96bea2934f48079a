/** Personal data of one call: out before bytes leave, back in the answer. What finds it is given (`Guardrails`). */
import type { Guardrails, Inspected, KnownValue, MaskType, OutgoingText, Vault } from '../guardrails/contract';
import type { KnownPersonalData } from './contract';

const TYPES: Record<KnownPersonalData['kind'], MaskType> = {
  PERSON: 'PERSON',
  ADDRESS: 'STREET_ADDRESS',
  PHONE: 'PHONE_NUMBER',
  EMAIL: 'EMAIL_ADDRESS',
  ACCOUNT: 'REFERENCE',
  ID: 'REFERENCE',
  DATE_OF_BIRTH: 'DATE_OF_BIRTH',
};

/** What the guards found in the texts of a call. Counts, no content. */
export type Findings = Omit<Inspected, 'texts' | 'vault'>;

export class Mask {
  private vault: Vault = {};
  private readonly known: KnownValue[];
  private readonly types: MaskType[];

  /**
   * @param types that are masked where a detector finds them; what the case knows is masked whatever its type
   * @param replace false: only counted
   */
  constructor(
    private readonly guardrails: Guardrails,
    known: readonly KnownPersonalData[],
    types: readonly MaskType[],
    private readonly replace: boolean,
  ) {
    this.known = known.map(({ kind, text }) => ({ type: TYPES[kind], value: text }));
    this.types = [...new Set([...types, ...this.known.map(({ type }) => type)])];
  }

  /** Look through texts that leave the house. @returns them as they may be sent, and what was found */
  async hide(texts: OutgoingText[]): Promise<{ texts: string[]; findings: Findings }> {
    const { vault, known, types: mask } = this;
    const { texts: masked, vault: next, ...findings } = await this.guardrails.inspect({ texts, known, mask, vault });
    if (!this.replace) return { texts: texts.map(({ text }) => text), findings };
    this.vault = next;
    return { texts: masked, findings };
  }

  /** The same for texts of our own about an answer, whose values are no longer masked. */
  async hideAgain(texts: string[]): Promise<string[]> {
    return (await this.hide(texts.map((text) => ({ text, screen: false })))).texts;
  }

  /** Put values back into every text of an answer; a token that is none of ours stays. */
  reveal(value: unknown): unknown {
    if (typeof value === 'string') return this.guardrails.restore(value, this.vault);
    if (Array.isArray(value)) return value.map((part) => this.reveal(part));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.reveal(part)]));
  }

  /** The same for a text that comes in pieces: a token that is not complete yet is held back. */
  revealPieces(next: (piece: string) => void): (piece: string) => void {
    let held = '';
    return (piece) => {
      held += piece;
      const open = held.lastIndexOf('⟦');
      const complete = open < 0 || held.includes('⟧', open) || held.length - open > 40;
      const ready = complete ? held : held.slice(0, open);
      held = complete ? '' : held.slice(open);
      if (ready !== '') next(String(this.reveal(ready)));
    };
  }
}
