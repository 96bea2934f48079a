/** Can this model do this request at all? Asked before a model is chosen or fallen back to. Pure. */
import type { DataClass } from './contract';
import { mostItCanCost } from './money';
import type { DeploymentPolicy, ModelPolicy, ModelsPolicy } from './policy';
import { pricesOn } from './policy';

/** What a request needs. */
export interface Needs {
  tenant: string;
  dataClass: DataClass;
  /** Upper bound of the input, without pictures and pages. */
  textTokens: number;
  /** Pictures and PDF pages. */
  pages: number;
  images: boolean;
  pdf: boolean;
  schema: boolean;
  /** Vectors are asked for. */
  embed: boolean;
  maxOutputTokens: number;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
}

export type Fitness =
  | { fit: true; deployments: DeploymentPolicy[]; inputTokens: number; mostNano: bigint; pricesFrom: string }
  | { fit: false; reasons: string[] };

/**
 * @param hasProvider whether a provider can be used: it is there and has its key
 * @returns where it may run and the most it can cost, or every reason why not
 */
export function preflight(
  policy: ModelsPolicy,
  model: ModelPolicy,
  needs: Needs,
  hasProvider: (name: string) => boolean,
): Fitness {
  const reasons: string[] = [];
  const inputTokens = needs.textTokens + needs.pages * (model.tokensPerPageMax ?? 0);
  if (!model.enabled) reasons.push('switched-off');
  if (!model.dataClasses.includes(needs.dataClass)) reasons.push(`data-class-${needs.dataClass}`);
  if (needs.embed !== model.embeds) reasons.push(needs.embed ? 'no-embeddings' : 'embeddings-only');
  if (needs.images && !model.images) reasons.push('no-images');
  if (needs.pdf && !model.pdf) reasons.push('no-pdf');
  if (inputTokens + needs.maxOutputTokens > model.contextTokens) reasons.push('context-too-small');
  if (needs.maxOutputTokens > model.maxOutputTokens) reasons.push('output-too-small');
  if (needs.schema && model.structured === 'none') reasons.push('no-structured-output');
  const priced = pricesOn(model, needs.day);
  if (priced === null) reasons.push('no-price');
  const regions = policy.regions.tenants[needs.tenant] ?? policy.regions.default;
  const inRegion = model.deployments.filter(({ region }) => regions.includes(region));
  if (inRegion.length === 0) reasons.push('no-region');
  const deployments = inRegion.filter(({ provider }) => hasProvider(provider));
  if (inRegion.length > 0 && deployments.length === 0) reasons.push('no-credentials');
  if (reasons.length > 0 || priced === null) return { fit: false, reasons };
  const mostNano = mostItCanCost(priced.prices, inputTokens, needs.maxOutputTokens);
  return { fit: true, deployments, inputTokens, mostNano, pricesFrom: priced.from };
}
