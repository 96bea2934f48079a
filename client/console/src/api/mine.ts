/** What claimants read and send about their own claims. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { formOf, type Reopening } from './queries';
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
          bodySerializer: () => formOf(files, 'notice', notice),
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
    mutationFn: (text: string) =>
      answerOf(api.POST('/v1/my/claims/{claimNumber}/messages', { params: { path: { claimNumber } }, body: { text } })),
    onSettled: () => cache.invalidateQueries({ queryKey: mine }),
  });
}

export function useReopenMine(claimNumber: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ reopening, files, key }: { reopening: Reopening; files: File[]; key: string }) =>
      answerOf(
        api.POST('/v1/my/claims/{claimNumber}/reopenings', {
          params: { path: { claimNumber }, header: { 'idempotency-key': key } },
          body: { reopening },
          ...(files.length === 0 ? {} : { bodySerializer: () => formOf(files, 'reopening', reopening) }),
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: mine }),
  });
}
