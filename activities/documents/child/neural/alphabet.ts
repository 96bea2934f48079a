/** The characters that a recognition model knows, out of the model's own file. */
import { Reader } from 'protobufjs/minimal';

/** Numbers of fields in ONNX's ModelProto and StringStringEntryProto (onnx.proto). */
const METADATA = 14;
const KEY = 1;
const VALUE = 2;

/**
 * What the classes of the model's output mean: nothing, then its characters in order, then a space.
 * @throws Error when the file holds no list of characters
 */
export function alphabetOf(model: Uint8Array): string[] {
  const reader = Reader.create(model);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 !== METADATA) {
      reader.skipType(tag & 7);
      continue;
    }
    const end = reader.uint32() + reader.pos;
    let key = '';
    let value = '';
    while (reader.pos < end) {
      const inner = reader.uint32();
      if (inner >>> 3 === KEY) key = reader.string();
      else if (inner >>> 3 === VALUE) value = reader.string();
      else reader.skipType(inner & 7);
    }
    if (key === 'character') return ['', ...value.replace(/\r/g, '').replace(/\n$/, '').split('\n'), ' '];
  }
  throw new Error('The recognition model holds no list of characters');
}
