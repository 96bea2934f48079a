/** What those who oversee the machine read and change. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import type { Switch } from './types';

const switches = ['switches'] as const;

export function useSwitches() {
  return useQuery({
    queryKey: switches,
    queryFn: () => answerOf(api.GET('/v1/switches')),
    refetchInterval: 15_000,
  });
}

export function useSetSwitch() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ name, ...body }: Pick<Switch, 'name' | 'state'> & { reason: string }) =>
      answerOf(api.PUT('/v1/switches/{name}', { params: { path: { name } }, body })),
    onSettled: () => cache.invalidateQueries({ queryKey: switches }),
  });
}
