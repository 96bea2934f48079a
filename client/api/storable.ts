/** Text that PostgreSQL can hold. */
import { ApiError } from './problems';

/** Zero bytes, and halves of characters (surrogates that stand alone). */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** @throws ApiError `invalid-input` that names the first place */
export function refuseUnstorable(value: unknown, path = ''): void {
  if (typeof value === 'string') {
    if (!UNSTORABLE.test(value)) return;
    const place = `${path || 'the text'}: must not have a zero byte or half of a character`;
    throw new ApiError(400, 'invalid-input', 'The request does not have the right form.', { errors: [place] });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    refuseUnstorable(key, path);
    refuseUnstorable(entry, path === '' ? key : `${path}.${key}`);
  }
}
