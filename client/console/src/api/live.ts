/** Keeps what is shown true: changes are told by the server, and what they concern is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from './queries';

interface Change {
  type: 'task' | 'claim' | 'assignment';
  claimNumber: string;
  taskId?: string;
}

/** Many changes at once (a bulk assignment) are one reading. Milliseconds. */
const GATHER_MS = 150;

/** @param enabled false for those who may not listen */
export function useLive(enabled: boolean): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (!enabled) return;
    const waiting = new Map<string, readonly string[]>();
    let timer: number | undefined;
    const readAgain = (key: readonly string[]) => {
      waiting.set(key.join('/'), key);
      timer ??= window.setTimeout(() => {
        timer = undefined;
        for (const queryKey of waiting.values()) void cache.invalidateQueries({ queryKey });
        waiting.clear();
      }, GATHER_MS);
    };
    const events = new EventSource('/v1/events');
    // Comes at the start, and again when changes may have been missed.
    events.addEventListener('ready', () => {
      for (const key of [keys.tasks, keys.claims, ['task'], ['claim']]) readAgain(key);
    });
    events.addEventListener('change', (event: MessageEvent<string>) => {
      const { type, claimNumber, taskId } = JSON.parse(event.data) as Change;
      readAgain(keys.tasks);
      if (taskId !== undefined) readAgain(keys.task(taskId));
      if (type !== 'assignment') {
        readAgain(keys.claim(claimNumber));
        readAgain(keys.claims);
      }
    });
    return () => {
      window.clearTimeout(timer);
      events.close();
    };
  }, [cache, enabled]);
}
