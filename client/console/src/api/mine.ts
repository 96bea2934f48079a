/** What claimants read and send about their own claims. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import type { paths } from './schema';

const mine = ['mine'] as const;
export type NewNotice = paths['/v1/claims']['post']['requestBody'] extends { content: infer Content }
  ? Content extends { 'application/json': { notice: infer Notice } }
    ? Notice
    : never
  : never;

export function useOwnClaims() {
  return useQuery({
    queryKey: mine,
    queryFn: () => answerOf(api.GET('/v1/my/claims')),
    refetchInterval: 15_000,
  });
}

export function useOwnClaim(claimNumber: string) {
  return useQuery({
    queryKey: [...mine, claimNumber],
    queryFn: () => answerOf(api.GET('/v1/my/claims/{claimNumber}', { params: { path: { claimNumber } } })),
    refetchInterval: 10_000,
  });
}

export function useOwnLetter(claimNumber: string, key: string | null) {
  return useQuery({
    queryKey: [...mine, claimNumber, 'letter', key],
    queryFn: () =>
      answerOf(
        api.GET('/v1/my/claims/{claimNumber}/letters/{key}', { params: { path: { claimNumber, key: key ?? '' } } }),
      ),
    enabled: key !== null,
  });
}

/** The key makes a lost answer harmless: sent again, it is the same report. */
export function useReport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ notice, files, key }: { notice: unknown; files: File[]; key: string }) =>
      answerOf(
        api.POST('/v1/my/claims', {
          params: { header: { 'idempotency-key': key } },
          body: { notice } as never,
          bodySerializer: () => formOf(files, notice),
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: mine }),
  });
}

export function useSendFiles(claimNumber: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ files, key }: { files: File[]; key: string }) =>
      answerOf(
        api.POST('/v1/my/claims/{claimNumber}/documents', {
          params: { path: { claimNumber }, header: { 'idempotency-key': key } },
          body: {} as never,
          bodySerializer: () => formOf(files),
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: mine }),
  });
}

export function useWrite(claimNumber: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ text, appeal }: { text: string; appeal: boolean }): Promise<void> => {
      const params = { path: { claimNumber } };
      await (appeal
        ? answerOf(api.POST('/v1/my/claims/{claimNumber}/appeal', { params, body: { text } }))
        : answerOf(api.POST('/v1/my/claims/{claimNumber}/messages', { params, body: { text } })));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: mine }),
  });
}

/** The notice comes first, so that it is judged before any file is kept. */
function formOf(files: File[], notice?: unknown): FormData {
  const form = new FormData();
  if (notice !== undefined) form.append('notice', new Blob([JSON.stringify(notice)], { type: 'application/json' }));
  for (const file of files) form.append('files', file);
  return form;
}
