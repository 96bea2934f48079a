/** Which provider is behind a name of the policy. Another kind of provider is another line in `create`. */
import type { ProviderPolicy } from '../policy';
import { OpenAiChat } from './openai-chat';
import { createClient } from './openai-request';
import { OpenAiResponses } from './openai-responses';
import type { Provider } from './provider';

/** Values of settings that the policy names: addresses and keys. Given by the composition root, never logged. */
export type Settings = (name: string) => string | undefined;

/** Decides how a provider is reached; tests and tools may wrap it. */
export interface Providers {
  /** @returns null when the provider has no key */
  get(policy: ProviderPolicy): Provider | null;
}

export class ProviderRegistry implements Providers {
  private readonly made = new Map<string, Provider>();

  constructor(private readonly settings: Settings) {}

  get(policy: ProviderPolicy): Provider | null {
    const key = policy.keyFrom === null ? null : this.settings(policy.keyFrom)?.trim() || undefined;
    if (key === undefined) return null;
    const replaced = policy.baseUrlFrom === undefined ? undefined : this.settings(policy.baseUrlFrom)?.trim();
    const baseUrl = replaced || policy.baseUrl;
    const name = JSON.stringify([policy, baseUrl, key]);
    let provider = this.made.get(name);
    if (provider === undefined) {
      provider = create(policy, baseUrl, key);
      this.made.set(name, provider);
    }
    return provider;
  }
}

function create(policy: ProviderPolicy, baseUrl: string, key: string | null): Provider {
  const client = createClient(policy, baseUrl, key);
  return policy.protocol === 'responses' ? new OpenAiResponses(client) : new OpenAiChat(client, policy.outputLimit);
}
