/** Knowledge as activities. */
import type { BlobStore } from '../../platform/blobs/store';
import { type KnowledgeActivities, SearchClausesInput } from './contract';
import type { WordingLibrary } from './wording-library';
import { NotAWording } from './wordings/blocks';
import { blocksOf, type ReadPdfText } from './wordings/formats';

export interface KnowledgeParts {
  wordings: WordingLibrary;
  blobs: BlobStore;
  readPdf: ReadPdfText;
}

export function createKnowledgeActivities({ wordings, blobs, readPdf }: KnowledgeParts): KnowledgeActivities {
  return {
    importWording: async ({ tenant, sha256, format, product, edition, validFrom, validTo }) => {
      try {
        const blocks = await blocksOf(await blobs.get(sha256), format, () => readPdf(sha256));
        return await wordings.import({ tenant, product, edition, source: sha256, validFrom, validTo, blocks });
      } catch (error) {
        if (error instanceof NotAWording) return { wording: null, superseded: null, problems: [error.message] };
        throw error;
      }
    },
    eraseWording: (key) => wordings.erase(key),
    reindexWordings: () => wordings.reindex(),
    searchClauses: (input) => wordings.search(SearchClausesInput.parse(input)),
  };
}
