/** Being away oneself. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import type { paths } from './schema';

const absence = ['absence'] as const;
type NewAbsence = paths['/v1/session/absence']['put']['requestBody']['content']['application/json'];

export function useAbsence(enabled: boolean) {
  return useQuery({ queryKey: absence, queryFn: () => answerOf(api.GET('/v1/session/absence')), enabled });
}

/** Away, or with null: back. */
export function useSetAbsence() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewAbsence | null): Promise<void> => {
      await (body === null
        ? answerOf(api.DELETE('/v1/session/absence'))
        : answerOf(api.PUT('/v1/session/absence', { body })));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: absence }),
  });
}
