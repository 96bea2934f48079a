/** Encryption in tests as in an installation: keys in the home, and histories read through them. */
import type { DataConverter, Payload } from '@temporalio/common';
import { encryptedDataConverter } from '../../platform/codec/data-converter';
import { preparePayloadKeys } from '../../platform/codec/payload-keys';

/** For all workers and clients of a home. */
export async function testDataConverter(home: string): Promise<DataConverter> {
  return encryptedDataConverter(await preparePayloadKeys({ home }));
}

/** A copy of a history, or of any part of one, with every payload decrypted: what a replay needs when it has no keys. */
export async function decoded<Message>(message: Message, { payloadCodecs = [] }: DataConverter): Promise<Message> {
  const [codec] = payloadCodecs;
  const walk = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(walk));
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || isLong(value)) return value;
    if (isPayload(value)) return (await codec?.decode([value]))?.[0] ?? value;
    return Object.fromEntries(
      await Promise.all(Object.entries(value).map(async ([key, entry]) => [key, await walk(entry)])),
    );
  };
  return (await walk(message)) as Message;
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value && ArrayBuffer.isView(value.data);
}

function isLong(value: object): boolean {
  return '__isLong__' in value;
}
