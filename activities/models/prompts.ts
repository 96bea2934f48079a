/**
 * Prompts as files: `config/prompts/<name>/<version>.md`. A version that was used is never changed, a change is a new
 * version; its hash is in every record. A prompt has no placeholders: what differs from case to case is the input.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Prompt {
  /** `name@version`. */
  id: string;
  text: string;
  sha256: string;
}

export class PromptLibrary {
  private readonly known = new Map<string, Prompt>();

  constructor(private readonly folder: string) {}

  /** @throws Error (ENOENT) when there is no such file */
  get(id: string): Prompt {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const [name = '', version = ''] = id.split('@');
    const text = readFileSync(join(this.folder, name, `${version}.md`), 'utf8').trim();
    const prompt = { id, text, sha256: createHash('sha256').update(text).digest('hex') };
    this.known.set(id, prompt);
    return prompt;
  }
}
