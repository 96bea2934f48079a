/** Checks of photos: taken before the loss, used with another claim, changed by a program. */
import type { ClaimPhoto } from '../../documents/contract';
import { type Check, foundBy, notApplicable, notChecked } from '../view';

/** A photo says that it was taken on a day before the loss. A day's difference may be the time zone of the camera. */
export const photoBeforeLoss: Check = ({ facts, notice }) => {
  const dated = facts.photos.flatMap((photo) => (photo.takenAt === null ? [] : [{ ...photo, takenAt: photo.takenAt }]));
  if (dated.length === 0) return notApplicable('No photo says when it was taken.');
  const dayBefore = new Date(Date.parse(`${notice.lossDate}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return foundBy(
    dated
      .filter(({ takenAt }) => takenAt.slice(0, 10) < dayBefore)
      .map((photo) => ({
        kind: 'file',
        ref: photo.fileId,
        detail: `Taken ${photo.takenAt.replace('T', ' ')}${placeOf(photo)}, before the loss of ${notice.lossDate}.`,
      })),
    'A photo was taken before the loss, as its camera wrote into it.',
    'The clock of the camera was wrong, or the photo shows the thing before it was damaged.',
  );
};

/** The same picture came with another claim, perhaps smaller, brighter or compressed anew. */
export const photoUsedBefore: Check = (view) => {
  const own = view.marks.filter((mark) => mark.kind === 'picture');
  if (own.length === 0)
    return notApplicable(
      view.facts.photos.length === 0 ? 'The claim has no photo.' : 'No photo has enough on it to be known again.',
    );
  if (view.history === null) return notChecked('No claims history has been imported, and there is no other claim.');
  const shared = view.history.shared.filter((mark) => mark.kind === 'picture');
  return foundBy(
    shared.map((mark) => ({
      kind: 'claim',
      ref: mark.reference,
      detail: `Its photo and document ${fileOf(view.marks, mark.value)} of this claim are the same picture or very like.`,
    })),
    'A photo came with another claim.',
    'Both claims are about one thing or place, or a look at the two pictures shows that they differ.',
  );
};

/** The file of a photo names a program that changes pictures. */
export const photoEdited: Check = ({ facts }, rules) => {
  const { programs } = rules.indicators['photo-edited'];
  const named = facts.photos.filter(({ software }) => software !== null);
  if (named.length === 0) return notApplicable('No photo names the program that wrote it.');
  return foundBy(
    named
      .filter(({ software }) => programs.some((program) => software?.toLowerCase().includes(program)))
      .map(({ fileId, software }) => ({ kind: 'file', ref: fileId, detail: `Written by ${software}.` })),
    'A photo was written by a program that changes pictures.',
    'The photo as the camera wrote it.',
  );
};

function placeOf({ latitude, longitude }: ClaimPhoto): string {
  return latitude === null || longitude === null ? '' : ` at ${latitude}, ${longitude}`;
}

function fileOf(marks: readonly { kind: string; value: string; fileId: string | null }[], value: string): string {
  return marks.find((mark) => mark.kind === 'picture' && mark.value === value)?.fileId?.slice(0, 12) ?? '';
}
