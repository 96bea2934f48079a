/** The one place that says how values become what Temporal stores: every client and every worker of an installation is given this. */
import type { DataConverter } from '@temporalio/common';
import type { Configuration } from '../config/configuration';
import { EncryptionCodec } from './payload-codec';
import { PayloadKeys, payloadKeysFolder } from './payload-keys';

/** For the workflow bundle too: failures of workflows are made inside it. */
export const FAILURE_CONVERTER_PATH = require.resolve('./failure-converter');

/** @param keys read on the first payload */
export function encryptedDataConverter(keys: PayloadKeys): DataConverter {
  return { payloadCodecs: [new EncryptionCodec(keys)], failureConverterPath: FAILURE_CONVERTER_PATH };
}

/** With the keys of an installation. Makes none: workers do at their start (`preparePayloadKeys`). */
export function dataConverterOf(configuration: Pick<Configuration, 'home' | 'payloadKeys'>): DataConverter {
  return encryptedDataConverter(new PayloadKeys(payloadKeysFolder(configuration)));
}
