/** Where the pieces of an installation's data are. */
import { join } from 'node:path';

export function dataFolders(home: string): { blobs: string; letters: string; keys: string; anchors: string } {
  return {
    blobs: join(home, 'blobs'),
    letters: join(home, 'letters'),
    keys: join(home, 'keys'),
    anchors: join(home, 'anchors'),
  };
}
