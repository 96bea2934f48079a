/** Product terms on disk: `<folder>/<product>/<edition>/terms.yaml`, loaded once each. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidTerms, type LoadedTerms, parseTerms } from './product-terms';
import { clausesOf, type WordingClause } from './wording';

export { InvalidTerms, type LoadedTerms, ProductTerms, parseTerms } from './product-terms';

const SAFE_NAME = /^[a-z0-9][a-z0-9-]*$/;

export class TermsLibrary {
  private readonly loaded = new Map<string, Promise<LoadedTerms | null>>();

  /** @param folder `config/products` */
  constructor(private readonly folder: string) {}

  /**
   * Terms of an edition. A file that could not be read or is not valid is tried again at the next call, so that a claim
   * goes on once an operator has put it right.
   *
   * @returns null when there is no such edition
   * @throws InvalidTerms when the file is not valid or is that of another product
   */
  get(product: string, edition: string): Promise<LoadedTerms | null> {
    if (!SAFE_NAME.test(product) || !SAFE_NAME.test(edition)) return Promise.resolve(null);
    const key = `${product}/${edition}`;
    const known = this.loaded.get(key);
    if (known !== undefined) return known;
    const loading = this.load(product, edition);
    this.loaded.set(key, loading);
    loading.then(
      (terms) => terms ?? this.loaded.delete(key),
      () => this.loaded.delete(key),
    );
    return loading;
  }

  /** All editions that are installed, sorted; a worker loads them once at its start to find mistakes early. */
  async editions(): Promise<{ product: string; edition: string }[]> {
    const found: { product: string; edition: string }[] = [];
    for (const product of await readdir(this.folder, { withFileTypes: true })) {
      if (!product.isDirectory()) continue;
      for (const edition of await readdir(join(this.folder, product.name), { withFileTypes: true })) {
        if (edition.isDirectory()) found.push({ product: product.name, edition: edition.name });
      }
    }
    return found.sort((a, b) => (`${a.product}/${a.edition}` < `${b.product}/${b.edition}` ? -1 : 1));
  }

  private async load(product: string, edition: string): Promise<LoadedTerms | null> {
    const path = join(this.folder, product, edition, 'terms.yaml');
    let yaml: string;
    try {
      yaml = await readFile(path, 'utf8');
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
    const loaded = parseTerms(yaml, path);
    const problems: { path: string; problem: string }[] = [];
    if (loaded.terms.product !== product)
      problems.push({ path: 'product', problem: `must be ${product}, as its folder is named` });
    if (loaded.terms.edition !== edition)
      problems.push({ path: 'edition', problem: `must be ${edition}, as its folder is named` });
    if (problems.length > 0) throw new InvalidTerms(path, problems);
    const wording = await this.wording(join(this.folder, product, edition, 'wording.md'));
    return wording === undefined ? loaded : { ...loaded, wording };
  }

  /** The clauses that questions quote; undefined where the wording is not beside its terms. */
  private async wording(path: string): Promise<Map<string, WordingClause> | undefined> {
    const markdown = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (markdown === undefined) return undefined;
    try {
      return clausesOf(markdown);
    } catch (error) {
      throw new InvalidTerms(path, [
        { path: '(file)', problem: error instanceof Error ? error.message : String(error) },
      ]);
    }
  }
}

function isAbsent(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
