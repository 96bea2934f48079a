/**
 * The models of the strong recogniser: PP-OCRv6 small of PaddleOCR in ONNX form (Apache-2.0), one that finds lines and
 * one that reads them. Fetched once, kept in the user's cache, checked by hash. Without them documents are read by the
 * recogniser of the npm package, which is worse on receipts (docs/quality.md).
 */

import { join } from 'node:path';
import { downloadFile } from '../../platform/artifacts/files';
import { type ArtifactSource, ensureArtifact, type PinnedArtifact } from '../../platform/artifacts/pinned';
import { wheelSource } from '../../platform/artifacts/wheel';
import { type Log, silentLog } from '../../platform/config/log';

/** Paths of model files. */
export interface RecognitionModels {
  detector: string;
  recogniser: string;
}

const VERSION = '3.10.0';
const DETECTOR = 'PP-OCRv6_det_small.onnx';
const RECOGNISER = 'PP-OCRv6_rec_small.onnx';
const STALL_LIMIT = 10_000;

/** Hashes of the files in the wheel of rapidocr 3.10.0; its publisher lists the same two for its public address. */
export const RECOGNITION_ARTIFACT: PinnedArtifact = {
  name: 'pp-ocrv6-small',
  version: VERSION,
  files: [
    { name: DETECTOR, sha256: '090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f' },
    { name: RECOGNISER, sha256: '6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884' },
  ],
  sources: [
    publisherSource(),
    wheelSource({
      project: 'rapidocr',
      version: VERSION,
      sha256: '2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050',
      members: { [`rapidocr/models/${DETECTOR}`]: DETECTOR, [`rapidocr/models/${RECOGNISER}`]: RECOGNISER },
    }),
  ],
  remedy: `Install Python's pip, so that \`pip download rapidocr==${VERSION}\` works, or put the two files into the cache folder.`,
};

function publisherSource(): ArtifactSource {
  const base = `https://www.modelscope.cn/models/RapidAI/RapidOCR/resolve/v${VERSION}/onnx/PP-OCRv6`;
  return {
    description: base,
    fill: async (folder) => {
      await downloadFile(`${base}/det/${DETECTOR}`, join(folder, DETECTOR), STALL_LIMIT);
      await downloadFile(`${base}/rec/${RECOGNISER}`, join(folder, RECOGNISER), STALL_LIMIT);
    },
  };
}

/**
 * The models, fetched when the cache has none.
 * @param cache the cache folder
 * @throws ArtifactUnavailable when no source can provide them
 */
export async function recognitionModels(cache: string, log: Log = silentLog): Promise<RecognitionModels> {
  const files = await ensureArtifact(RECOGNITION_ARTIFACT, { cache, log });
  return { detector: pathOf(files, DETECTOR), recogniser: pathOf(files, RECOGNISER) };
}

function pathOf(files: ReadonlyMap<string, string>, name: string): string {
  const path = files.get(name);
  if (path === undefined) throw new Error(`The artifact has no file ${name}`);
  return path;
}

/**
 * The models, looked for once however often they are asked for. Where they cannot be had the log says so once, and null
 * stands for them: reading goes on with the recogniser of the npm package.
 */
export function recognitionModelsOrNone(cache: string, log: Log): () => Promise<RecognitionModels | null> {
  let found: Promise<RecognitionModels | null> | undefined;
  return () => {
    found ??= recognitionModels(cache, log).catch((error: unknown) => {
      log.warn(`Scans are read by the weaker recogniser: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    });
    return found;
  };
}
